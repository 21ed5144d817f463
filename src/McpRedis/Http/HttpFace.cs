using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpRedis.Http;

/// <summary>
/// Every request, in this order: is it addressed to us, and from a page that may (<see cref="HostCheck"/>) → health →
/// are we leaving → who is it (<see cref="Doorman"/>) → how much (<see cref="RequestLimits"/>) → <see cref="McpEndpoint"/>.
/// </summary>
internal sealed partial class HttpFace(HostCheck hosts, Health health, ResourceMetadata metadata, Doorman doorman, RequestLimits limits, McpEndpoint endpoint, ILogger<HttpFace> logger, TimeProvider time)
{
    public const string Path = "/mcp";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private int _working;
    private long _refused, _toldAt;

    private volatile TaskCompletionSource? _idle;

    /// <summary>Returns when no request is worked on, or the patience is at its end.</summary>
    public async Task IdleAsync(CancellationToken patience)
    {
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.MemoryBarrier();   // the last request sees who waits for it, or we see that it has gone
        if (Volatile.Read(ref _working) > 0)
        {
            await _idle.Task.WaitAsync(patience).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        Interlocked.Increment(ref _working);
        try
        {
            if (await RunAsync(http) is { } refusal && !http.Response.HasStarted)
            {
                await refusal.WriteAsync(http);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for an answer: the client is gone, or its session has ended.
            http.Abort();
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            LogBroken(e);   // a client that does not keep to HTTP, or is gone
            http.Abort();
        }
#pragma warning disable CA1031 // The last wall: whatever it is, nothing of it may reach the client.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogDefect(e);
            if (http.Response.HasStarted)
            {
                http.Abort();
            }
            else
            {
                await new HttpRefusal(StatusCodes.Status500InternalServerError, "The server failed to answer; its log has the details.", -32603).WriteAsync(http);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _working) == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }

    private async Task<HttpRefusal?> RunAsync(HttpContext http)
    {
        var request = http.Request;
        string path = request.Path.Value ?? "";
        bool probe = path is Health.Live or Health.Ready;
        // An orchestrator's probe names the address it dials, which nobody knows beforehand; and it learns nothing.
        if (!probe && (request.Headers.Host is not [{ } host] || !hosts.AllowsHost(host)))
        {
            return new(StatusCodes.Status403Forbidden, "This server is not known by that Host; the operator sets --allowed-hosts.");
        }
        if (request.Headers.Origin is { Count: > 0 } origins)
        {
            if (origins is not [{ } origin] || !hosts.AllowsOrigin(origin))
            {
                return new(StatusCodes.Status403Forbidden, "Pages of that Origin may not call; the operator sets --allowed-origins.");
            }
            CrossOrigin.Allow(http, origin);
            if (CrossOrigin.IsPreflight(request))
            {
                CrossOrigin.Answer(http);
                return null;
            }
        }
        if (probe)
        {
            return await ProbeAsync(http, path);
        }
        if (metadata.IsAt(path))
        {
            return await metadata.AnswerAsync(http);
        }
        if (path != Path)
        {
            return new(StatusCodes.Status404NotFound, $"There is nothing here; MCP is at {Path}.");
        }
        if (health.Draining)
        {
            http.Response.Headers.Connection = "close";
            return new(StatusCodes.Status503ServiceUnavailable, "This server is shutting down.") { Header = ("Retry-After", "5") };
        }
        var (caller, refusal) = await doorman.AdmitAsync(http);
        if (caller is null)
        {
            LogRefused(refusal!);
        }
        if (caller is null || (refusal = limits.Count(caller)) is not null)
        {
            return refusal;
        }
        return await endpoint.RunAsync(http, caller);
    }

    private async Task<HttpRefusal?> ProbeAsync(HttpContext http, string path)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return HttpRefusal.NotAllowed("GET, HEAD");
        }
        await (path == Health.Live ? Health.WriteLiveAsync(http) : health.WriteReadyAsync(http));
        return null;
    }

    // One line for many: whoever tries tokens must not fill the log.
    private void LogRefused(HttpRefusal refusal)
    {
        long refused = Interlocked.Increment(ref _refused), last = Volatile.Read(ref _toldAt);
        if ((last == 0 || time.GetElapsedTime(last) > Silence) && Interlocked.CompareExchange(ref _toldAt, time.GetTimestamp(), last) == last)
        {
            Interlocked.Add(ref _refused, -refused);
            LogRefused(refused, refusal.Status, refusal.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} requests refused since last told, the latest with {Status}: {Reason}")]
    private partial void LogRefused(long count, int status, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "request broken off")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "request failed unexpectedly")]
    private partial void LogDefect(Exception exception);
}
