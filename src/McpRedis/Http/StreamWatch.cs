using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>
/// Ends streams that outlive the right to have them. A stream is let in once and may then be open for days; so whoever
/// has one is looked at again every few seconds: a token that has expired or was taken back ends its streams too.
/// </summary>
/// <param name="admit">Lets a request in, or not.</param>
/// <param name="time">Clock.</param>
internal sealed class StreamWatch(Func<HttpContext, ValueTask<Admission?>> admit, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>A token that is cancelled when the request is aborted or its caller is no longer who was let in.</summary>
    public CancellationTokenSource Begin(HttpContext http, Admission caller)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        _ = LookAsync(http, caller, source, source.Token);
        return source;
    }

    private async Task LookAsync(HttpContext http, Admission caller, CancellationTokenSource source, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, cancellationToken);
                if (await admit(http) is not { } still || !still.Principal.Equals(caller.Principal))
                {
                    await source.CancelAsync();
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The stream has ended by itself.
        }
    }
}
