using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Http;

/// <summary>
/// MCP over Streamable HTTP, on the SDK's transport. A request of the stateless revision gets a transport and a server
/// of its own; one of the handshake era that of its session. So no two callers ever share an object that
/// knows either of them. Source: MCP 2026-07-28 and 2025-11-25, basic/transports.
/// </summary>
/// <param name="server">Options of the server as a caller sees it.</param>
/// <param name="services">What its handlers are made from.</param>
/// <param name="sessions">Sessions; null when they are off.</param>
/// <param name="quick">Answers what needs no server object.</param>
/// <param name="doorman">Asks for more scopes.</param>
/// <param name="watch">Ends streams whose caller may no longer listen.</param>
/// <param name="limits">How many streams may listen.</param>
/// <param name="options">Sizes.</param>
/// <param name="loggers">Loggers.</param>
/// <param name="time">Clock.</param>
internal sealed class McpEndpoint(
    Func<Admission, McpServerOptions> server,
    IServiceProvider services,
    HttpSessions? sessions,
    QuickCalls quick,
    Doorman doorman,
    StreamWatch watch,
    RequestLimits limits,
    HttpOptions options,
    ILoggerFactory loggers,
    TimeProvider time)
{
    private const string SessionHeader = "Mcp-Session-Id";

    private static readonly TimeSpan LongestTrust = TimeSpan.FromSeconds(2);

    private static readonly HttpRefusal NoSession = new(StatusCodes.Status404NotFound, "There is no such session (any more); begin with initialize.", -32001);

    public async Task<HttpRefusal?> RunAsync(HttpContext http, Admission caller)
    {
        string method = http.Request.Method;
        bool stateless = sessions is null || http.Request.Headers[StatelessRules.VersionHeader] == ProtocolEra.Stateless;
        if (HttpMethods.IsPost(method))
        {
            return await PostAsync(http, caller);
        }
        if (stateless || !(HttpMethods.IsGet(method) || HttpMethods.IsDelete(method)))
        {
            return HttpRefusal.NotAllowed(stateless ? "POST" : "POST, GET, DELETE");
        }
        if (Session(http, caller, out var refusal) is not { } session)
        {
            return refusal;
        }
        if (HttpMethods.IsDelete(method))
        {
            await sessions!.EndAsync(session);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }
        return await ListenAsync(http, caller, session);
    }

    private async Task<HttpRefusal?> PostAsync(HttpContext http, Admission caller)
    {
        long begun = time.GetTimestamp();
        if (ContentRules.Check(http.Request) is { } unfit)
        {
            return unfit;
        }
        var (body, unread) = await RequestBody.ReadAsync(http.Request, options.MaxRequestBodyBytes, time, http.RequestAborted);
        if (body is null)
        {
            return unread;
        }
        QuickCall? call;
        JsonRpcMessage? message = null;
        using (body)
        {
            call = quick.TryRead(body.Json, http.Request.Headers, caller);
            if (call is null)
            {
                (message, var unreadable) = PostedMessage.Read(body.Json.Span);
                if (message is null)
                {
                    return unreadable;
                }
            }
        }
        if (message is not null and not JsonRpcRequest)
        {
            return await SlowAsync(http, caller, message, null);   // an answer somebody with a turn is waiting for, or a cancellation
        }
        // Not before the body is here: whoever sends one slowly would hold the turn of one who works.
        using var turn = await limits.EnterAsync(caller, http.RequestAborted);
        if (turn is null)
        {
            return HttpRefusal.Busy;
        }
        // A body or a turn may have been long in coming, and a right taken back meanwhile.
        if (time.GetElapsedTime(begun) > LongestTrust)
        {
            var (still, refusal) = await doorman.AdmitAsync(http);
            if (still?.Principal.Equals(caller.Principal) != true)
            {
                return refusal ?? NoSession;
            }
        }
        return call is not null ? await QuickAsync(http, caller, call, turn) : await SlowAsync(http, caller, message!, turn);
    }

    /// <param name="turn">The request's turn to work; given back early by one that only listens.</param>
    private async Task<HttpRefusal?> SlowAsync(HttpContext http, Admission caller, JsonRpcMessage message, IDisposable? turn)
    {
        var said = http.Request.Headers[StatelessRules.VersionHeader];
        string? version = said.Count == 0 ? null : said.Count == 1 ? said[0] : "";
        message.Context = new JsonRpcMessageContext { ProtocolVersion = version, User = caller.User };
        if (version is not null and not ProtocolEra.Stateless && !ProtocolEra.IsHandshake(version))
        {
            return new(StatusCodes.Status400BadRequest, "This protocol version is not spoken here.", HttpRefusal.UnsupportedVersion)
            {
                Id = StatelessRules.IdOf(message),
                RequestedVersion = version.Length > 32 ? version[..32] : version,
            };
        }
        if (doorman.StepUp(caller, message) is { } more)
        {
            return more;
        }
        if (version == ProtocolEra.Stateless || StatelessRules.Claims(message))
        {
            var known = server(caller);
            return StatelessRules.Check(message, http.Request.Headers, name => known.ToolCollection?.TryGetPrimitive(name, out var tool) == true ? tool.ProtocolTool.InputSchema : null)
                ?? await AloneAsync(http, caller, message, turn);
        }
        return sessions is null ? await AloneAsync(http, caller, message, turn) : await InSessionAsync(http, caller, message);
    }

    private async Task<HttpRefusal?> QuickAsync(HttpContext http, Admission caller, QuickCall call, IDisposable turn)
    {
        if (call.IsStateless || sessions is null)
        {
            await quick.AnswerAsync(http, call, turn, http.RequestAborted);
            return null;
        }
        if (Session(http, caller, out var refusal) is not { } session)
        {
            return refusal;
        }
        using var work = session.Enter(http.RequestAborted);
        using var one = session.Start(call.Id);
        try
        {
            await quick.AnswerAsync(http, call, turn, one.Token);
        }
        catch (OperationCanceledException) when (one.Token.IsCancellationRequested)
        {
            return Ended(http, session);
        }
        return null;
    }

    // What was cancelled has no answer; a stream that has begun just ends. What met the end of its session is to begin anew.
    private static HttpRefusal? Ended(HttpContext http, HttpSession session)
    {
        if (http.Response.HasStarted)
        {
            return null;
        }
        http.Response.ContentType = null;
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        return session.Ended.IsCancellationRequested ? NoSession : null;
    }

    private async Task<HttpRefusal?> AloneAsync(HttpContext http, Admission caller, JsonRpcMessage message, IDisposable? turn)
    {
        bool listens = message is JsonRpcRequest { Method: RequestMethods.SubscriptionsListen };
        using var room = listens ? limits.Listen(caller) : null;
        if (listens)
        {
            if (room is null)
            {
                return HttpRefusal.Busy;
            }
            turn?.Dispose();
        }
        using var valid = room is null ? null : watch.Begin(http, caller);
        var ended = valid?.Token ?? http.RequestAborted;
        await using var transport = new StreamableHttpServerTransport(loggers) { Stateless = true };
        await using var one = McpServer.Create(transport, server(caller), loggers, services);
        var running = one.RunAsync(ended);
        try
        {
            return await AnswerAsync(http, transport, message, hasStatuses: true, ended);
        }
        finally
        {
            await transport.DisposeAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<HttpRefusal?> InSessionAsync(HttpContext http, Admission caller, JsonRpcMessage message)
    {
        bool begins = message is JsonRpcRequest { Method: RequestMethods.Initialize };
        HttpRefusal? refusal = null;
        var session = begins ? Begin(caller) : Session(http, caller, out refusal);
        if (session is null)
        {
            return begins ? HttpRefusal.Busy : refusal;
        }
        if (begins)
        {
            http.Response.Headers[SessionHeader] = session.Id;
        }
        using var work = session.Enter(http.RequestAborted);
        if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled)
        {
            session.Cancel(cancelled);
        }
        // A client that is gone has not cancelled (2025-11-25, basic/transports): the call keeps its turn until it ends.
        using var one = message is JsonRpcRequest request ? session.Start(request.Id) : null;
        try
        {
            refusal = await AnswerAsync(http, session.Transport, message, hasStatuses: false, one?.Token ?? session.Ended);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or InvalidOperationException && (session.Ended.IsCancellationRequested || one?.Token.IsCancellationRequested == true))
        {
            return Ended(http, session);
        }
        if (begins && refusal is not null)
        {
            http.Response.Headers.Remove(SessionHeader);
            await sessions!.EndAsync(session);
        }
        return refusal;
    }

    private async Task<HttpRefusal?> ListenAsync(HttpContext http, Admission caller, HttpSession session)
    {
        if (!ContentRules.Accepts(http.Request, "text/event-stream"))
        {
            return new(StatusCodes.Status406NotAcceptable, "Accept must take text/event-stream.");
        }
        using var room = limits.Listen(caller);
        if (room is null)
        {
            return HttpRefusal.Busy;
        }
        if (!session.TryListen())
        {
            return new(StatusCodes.Status409Conflict, "This session has its stream already.");
        }
        using var work = session.Enter(http.RequestAborted);
        using var valid = watch.Begin(http, caller);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(valid.Token, session.Ended, sessions!.Leaving);
        try
        {
            EventStream.Begin(http);
            await using var events = new EventStream(http, time);
            await events.FlushAsync(either.Token);
            await session.Events.ForwardAsync(events, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client, the session or its right to be here has ended.
        }
        finally
        {
            session.StopListening();
        }
        return null;
    }

    private async Task<HttpRefusal?> AnswerAsync(HttpContext http, StreamableHttpServerTransport transport, JsonRpcMessage message, bool hasStatuses, CancellationToken cancellationToken)
    {
        EventStream.Begin(http);
        await using var events = new EventStream(http, time);
        try
        {
            bool wrote = await transport.HandlePostRequestAsync(message, events, first => hasStatuses ? SetStatus(http, first) : default, cancellationToken);
            if (!wrote && !http.Response.HasStarted)
            {
                http.Response.ContentType = null;
                http.Response.StatusCode = StatusCodes.Status202Accepted;
            }
            return null;
        }
        catch (JsonException) when (!http.Response.HasStarted)
        {
            // The transport reads the parameters of initialize by itself.
            return new(StatusCodes.Status400BadRequest, "The parameters are not what the method takes.", HttpRefusal.InvalidParams) { Id = StatelessRules.IdOf(message) };
        }
    }

    // Errors of the protocol have a status of their own, while there is still time to say so; in a session 404 would mean that it has ended.
    private static ValueTask SetStatus(HttpContext http, JsonRpcMessage? first)
    {
        if (first is JsonRpcError error && !http.Response.HasStarted)
        {
            http.Response.StatusCode = error.Error.Code switch
            {
                HttpRefusal.MethodNotFound => StatusCodes.Status404NotFound,
                HttpRefusal.HeaderMismatch or HttpRefusal.MissingCapability or HttpRefusal.UnsupportedVersion => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status200OK,
            };
        }
        return default;
    }

    private HttpSession? Begin(Admission caller)
    {
        string id = HttpSessions.NewId();
        var transport = new StreamableHttpServerTransport(loggers) { SessionId = id, FlowExecutionContextFromRequests = true };
        var session = new HttpSession(id, caller.Principal, transport, McpServer.Create(transport, server(caller), loggers, services), time);
        if (sessions!.TryAdd(session))
        {
            return session;
        }
        _ = session.DisposeAsync().AsTask();
        return null;
    }

    private HttpSession? Session(HttpContext http, Admission caller, out HttpRefusal? refusal)
    {
        refusal = null;
        if (http.Request.Headers[SessionHeader] is not [{ Length: > 0 } id])
        {
            refusal = new(StatusCodes.Status400BadRequest, $"{SessionHeader} is missing: begin with initialize, or speak {ProtocolEra.Stateless}.");
            return null;
        }
        if (sessions!.Find(id, caller.Principal) is { } session)
        {
            return session;
        }
        refusal = NoSession;
        return null;
    }
}
