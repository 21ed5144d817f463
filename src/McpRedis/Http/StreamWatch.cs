using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>
/// Ends streams that outlive the right to have them. A stream is let in once and may then be open for days; so whoever
/// has one is looked at again every few seconds: a token that has expired or was taken back ends its streams too.
/// </summary>
/// <param name="doorman">Lets a request in, or not.</param>
/// <param name="time">Clock.</param>
internal sealed class StreamWatch(Doorman doorman, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>A watch over the stream of a request, until it is disposed.</summary>
    public Watched Begin(HttpContext http, Admission caller) => new(doorman, time, http, caller);

    internal sealed class Watched : IDisposable
    {
        private readonly CancellationTokenSource _source;

        public Watched(Doorman doorman, TimeProvider time, HttpContext http, Admission caller)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            Token = _source.Token;
            // What the request brought, not the request: that is another's as soon as this one has ended.
            _ = LookAsync(doorman, time, Doorman.Headers(http), caller);
        }

        /// <summary>Cancelled when the request is aborted or its caller is no longer who was let in.</summary>
        public CancellationToken Token { get; }

        public void Dispose()
        {
            _source.Cancel();
            _source.Dispose();
        }

        private async Task LookAsync(Doorman doorman, TimeProvider time, IReadOnlyList<string> authorization, Admission caller)
        {
            try
            {
                do
                {
                    await Task.Delay(Interval, time, Token);
                }
                while ((await doorman.AdmitAsync(authorization, Token)).Caller is { } still && still.Principal.Equals(caller.Principal));
                await _source.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // The stream has ended by itself.
            }
#pragma warning disable CA1031 // Whatever kept us from looking: who is not known to be allowed is not.
            catch (Exception)
#pragma warning restore CA1031
            {
                await _source.CancelAsync();
            }
        }
    }
}
