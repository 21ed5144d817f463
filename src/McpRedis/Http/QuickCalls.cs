using McpRedis.Catalogue;
using McpRedis.Pipeline;
using McpRedis.Wire;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>What a caller's calls are read by and run through.</summary>
internal sealed record QuickView(ToolCatalogue Catalogue, CallPipeline Pipeline);

/// <summary>
/// Calls of reading tools, answered without the SDK's trees, transport and server object: as one JSON document, not as a stream of one event.
/// They ask nobody and tell of no progress. What is not plainly such a call, or does not agree with its headers, is the SDK's
/// (<see cref="McpEndpoint"/>). A test holds every answer given here against the SDK's. See docs/decisions/0012-quick-calls-over-http.md.
/// </summary>
/// <param name="view">The caller's view; null where nothing is answered here.</param>
/// <param name="time">Clock.</param>
internal sealed class QuickCalls(Func<Admission, QuickView>? view, TimeProvider time)
{
    // By then something must be on its way to the client, or a proxy in between gives up.
    private static readonly TimeSpan Patience = EventStream.Silence;

    /// <summary>The call in the body, if it is one for here.</summary>
    public QuickCall? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, Admission caller)
    {
        if (view is null || !FrontRequest.TryRead(body, out var request) || !request.IsRequest || request.Method != RequestMethods.ToolsCall)
        {
            return null;
        }
        var said = headers[StatelessRules.VersionHeader];
        bool stateless = said is [ProtocolEra.Stateless];
        if (!stateless && !(said.Count == 0 || (said is [{ } version] && ProtocolEra.IsHandshake(version))))
        {
            return null;
        }
        var (catalogue, pipeline) = view(caller);
        if (ReadCall.TryRead(request.Params, catalogue, stateless ? ProtocolEra.Stateless : null) is not { } call
            || (stateless && !(headers[StatelessRules.MethodHeader] is [RequestMethods.ToolsCall] && headers[StatelessRules.NameHeader] is [{ } name] && name == call.Tool.Name)))
        {
            return null;
        }
        return new(request.Id, call with { Principal = caller.Principal }, pipeline, stateless);
    }

    /// <summary>Runs the call and writes its answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="turn">Given back when the work is done: a client that is slow to read its answer works at nothing.</param>
    /// <param name="cancellationToken">Stops it; a stopped call has no answer.</param>
    public async Task AnswerAsync(HttpContext http, QuickCall call, IDisposable turn, CancellationToken cancellationToken)
    {
        var running = call.Pipeline.RunAsync(call.Request, cancellationToken).AsTask();
        CallOutcome outcome;
        try
        {
            outcome = await running.WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            if (!running.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                await StreamAsync(http, call, running);
                return;
            }
            outcome = await running;
        }
        turn.Dispose();
        var line = JsonBuffer.ForLine();
        try
        {
            CallAnswer.Write(line.Writer, call.Id, outcome, call.IsStateless);
            http.Response.ContentType = "application/json";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.ContentLength = line.Written.Length;
            line.Written.CopyTo(http.Response.BodyWriter.GetSpan(line.Written.Length));
            http.Response.BodyWriter.Advance(line.Written.Length);
        }
        finally
        {
            line.Dispose();
        }
        await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private async Task StreamAsync(HttpContext http, QuickCall call, Task<CallOutcome> running)
    {
        EventStream.Begin(http);
        await using var events = new EventStream(http, time);
        await events.FlushAsync(CancellationToken.None);
        var outcome = await running;
        using (var line = JsonBuffer.ForLine())
        {
            CallAnswer.Write(line.Writer, call.Id, outcome, call.IsStateless);
            events.Write("event: message\ndata: "u8);
            events.Write(line.Written);
            events.Write("\n\n"u8);
        }
        await events.FlushAsync(CancellationToken.None);
    }
}

/// <param name="Id">Of the request.</param>
/// <param name="Request">The call.</param>
/// <param name="Pipeline">What it goes through.</param>
/// <param name="IsStateless">Of 2026-07-28.</param>
internal sealed record QuickCall(RequestId Id, CallRequest Request, CallPipeline Pipeline, bool IsStateless);
