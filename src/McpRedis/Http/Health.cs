using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>
/// What an orchestrator asks, without a token and from any name: <c>/health/live</c>, the process works;
/// <c>/health/ready</c>, it can serve. It says no more than that.
/// </summary>
/// <param name="ping">Whether Redis answers.</param>
/// <param name="time">Clock.</param>
internal sealed class Health(Func<CancellationToken, Task<bool>> ping, TimeProvider time)
{
    public const string Live = "/health/live", Ready = "/health/ready";

    // Whoever asks more often than this gets the last answer; whoever waits longer gets none.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(1);

    private static readonly byte[] Ok = Encoding.ASCII.GetBytes("ok\n"), NotReady = Encoding.ASCII.GetBytes("not ready\n");

    private readonly Lock _lock = new();
    private Task<bool>? _asking;
    private long _askedAt;

    /// <summary>The process is leaving: it works, and is not to be sent anything more.</summary>
    public bool Draining { get; set; }

    public static Task WriteLiveAsync(HttpContext http) => WriteAsync(http, true);

    public async Task WriteReadyAsync(HttpContext http) => await WriteAsync(http, !Draining && await IsReadyAsync());

    private async Task<bool> IsReadyAsync()
    {
        Task<bool> asking;
        lock (_lock)
        {
            if (_asking is null || (_asking.IsCompleted && time.GetElapsedTime(_askedAt) >= Fresh))
            {
                (_asking, _askedAt) = (Task.Run(AskAsync), time.GetTimestamp());
            }
            asking = _asking;
        }
        return await asking;
    }

    private async Task<bool> AskAsync()
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            return await ping(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpContext http, bool good)
    {
        byte[] body = good ? Ok : NotReady;
        http.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/plain";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}
