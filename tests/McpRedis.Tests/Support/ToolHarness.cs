using System.IO.Pipelines;
using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Pipeline;
using McpRedis.Redis.Connections;
using McpRedis.Stdio;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Tests.Support;

/// <summary>
/// The front door: a real MCP client on our real server over two pipes in memory, with the real pipeline and a real Redis behind it.
/// Every reply that passes is held against what the server promises of replies; see <see cref="ToolAnswer"/>.
/// <code>
/// await using var mcp = await ToolHarness.StartAsync(redis);
/// var reply = await mcp.CallAsync("redis_string_get", new { keys = new[] { mcp.Prefix + "a" } });
/// var error = await mcp.FailAsync("redis_key_get", new { key = mcp.Prefix + "none" });
/// </code>
/// </summary>
internal sealed class ToolHarness : IAsyncDisposable
{
    /// <summary>The newest revision, without a handshake; and the last one with it, which the front desk answers.</summary>
    public const string? Newest = null;
    public const string Handshake = "2025-11-25";

    private readonly ITransport _transport;
    private readonly McpServer _server;
    private readonly Task _running;
    private readonly PipeWriter _input;
    private readonly bool _isGuest;
    private Dictionary<string, Tool>? _tools;

    private ToolHarness(Composition composition, bool isGuest, ITransport transport, McpServer server, Task running, PipeWriter input, McpClient client)
    {
        (Composition, _isGuest, _transport, _server, _running, _input, Client) = (composition, isGuest, transport, server, running, input, client);
    }

    /// <summary>For <c>[Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]</c>.</summary>
    public static TheoryData<string?> Eras => new(Newest, Handshake);

    /// <summary>Keys of this test; nobody else uses it.</summary>
    public string Prefix { get; } = RedisFixture.Prefix();

    public McpClient Client { get; }

    public Composition Composition { get; }

    /// <param name="redis">The shared server, as connection <c>default</c>.</param>
    /// <param name="options">Of the program; default every toolset, full access, and confirmations as shipped.</param>
    /// <param name="era"><see cref="Newest"/> or <see cref="Handshake"/>.</param>
    public static Task<ToolHarness> StartAsync(RedisFixture redis, ServerOptions? options = null, string? era = Newest) =>
        StartAsync([redis.Options()], options, era);

    /// <param name="server">A server of the test's own, as connection <c>default</c>.</param>
    public static Task<ToolHarness> StartAsync(RedisServerProcess server, ServerOptions? options = null, string? era = Newest) =>
        StartAsync([server.Options()], options, era);

    public static async Task<ToolHarness> StartAsync(
        IReadOnlyList<ConnectionOptions> connections,
        ServerOptions? options = null,
        string? era = Newest,
        McpClientHandlers? handlers = null,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null,
        Principal? principal = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        time ??= TimeProvider.System;
        var composition = new Composition(options ?? Everything, connections, null, loggers, time);
        return await ConnectAsync(composition, isGuest: false, principal, era, handlers, loggers, time);
    }

    /// <summary>Another client of the same program, with rights of its own, as over HTTP. It leaves before the first does.</summary>
    /// <param name="principal">Who calls.</param>
    /// <param name="era"><see cref="Newest"/> or <see cref="Handshake"/>.</param>
    /// <param name="handlers">Of the client.</param>
    public Task<ToolHarness> JoinAsync(Principal principal, string? era = Newest, McpClientHandlers? handlers = null) =>
        ConnectAsync(Composition, isGuest: true, principal, era, handlers, NullLoggerFactory.Instance, Composition.Time);

    private static async Task<ToolHarness> ConnectAsync(
        Composition composition, bool isGuest, Principal? principal, string? era, McpClientHandlers? handlers, ILoggerFactory loggers, TimeProvider time)
    {
        // No back pressure: what a test leaves unread must not hold up the server.
        Pipe toServer = new(new PipeOptions(pauseWriterThreshold: 0)), toClient = new(new PipeOptions(pauseWriterThreshold: 0));
        var (input, output) = (toServer.Reader.AsStream(), toClient.Writer.AsStream());
        // The front desk knows the local caller alone.
        ITransport transport = principal is null ? new StdioTransport(input, output, composition.Catalogue, composition.Pipeline, loggers, time) : new StreamServerTransport(input, output);
        var server = McpServer.Create(transport, principal is null ? composition.Local.Options : As(principal, composition.View(principal.Grant)), loggers, composition);
        (transport as StdioTransport)?.Attach(server);
        var running = server.RunAsync(CancellationToken.None);
        var client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
            new McpClientOptions { ProtocolVersion = era, Handlers = handlers ?? new(), InitializationTimeout = TestTimeout.HangGuard },
            cancellationToken: TestTimeout.Token());
        return new(composition, isGuest, transport, server, running, toServer.Writer, client);
    }

    /// <summary>Options of the program with every toolset switched on.</summary>
    public static ServerOptions Everything { get; } = new() { Toolsets = ["all"] };

    /// <summary>The same, and nothing has to be confirmed.</summary>
    public static ServerOptions Unconfirmed { get; } = Everything with { Confirm = "never" };

    /// <summary>The reply of a call that succeeds; one that fails throws <see cref="ToolErrorException"/>.</summary>
    /// <param name="tool">Name.</param>
    /// <param name="arguments">An object whose members are the arguments; a byte array becomes base64.</param>
    public async Task<JsonElement> CallAsync(string tool, object? arguments = null)
    {
        var answer = await SendAsync(tool, arguments);
        return answer.Error is { } error ? throw new ToolErrorException(tool, error) : answer.Reply;
    }

    /// <summary>The error of a call that fails; a success throws.</summary>
    public async Task<ToolError> FailAsync(string tool, object? arguments = null)
    {
        var answer = await SendAsync(tool, arguments);
        return answer.Error ?? throw new InvalidOperationException($"{tool} succeeded: {answer.Reply}");
    }

    /// <summary>Either, with everything that came over the wire.</summary>
    public async Task<ToolAnswer> SendAsync(string tool, object? arguments = null)
    {
        var request = new CallToolRequestParams { Name = tool, Arguments = Members(arguments) };
        var result = await Client.CallToolAsync(request, TestTimeout.Token());
        return ToolAnswer.Check(result, (await ToolsAsync()).GetValueOrDefault(tool), Composition.Catalogue.Find(tool)?.HoldsStoredData ?? false);
    }

    /// <summary>The tools as advertised.</summary>
    public async Task<IReadOnlyDictionary<string, Tool>> ToolsAsync() =>
        _tools ??= (await Client.ListToolsAsync(cancellationToken: TestTimeout.Token())).ToDictionary(t => t.Name, t => t.ProtocolTool);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _input.CompleteAsync();   // the end of stdin, which is how a server over stdio is told to leave
        await _running.WaitAsync(TestTimeout.HangGuard);
        await _server.DisposeAsync();
        await _transport.DisposeAsync();
        if (!_isGuest)
        {
            await Composition.DisposeAsync();
        }
    }

    // The user of every message, as HTTP sets it. Options of its own, since callers with the same rights share those of their view.
    private static McpServerOptions As(Principal principal, ServerView view)
    {
        var options = McpServerFactory.Options(view);
        options.Filters.Message.IncomingFilters.Add(next => async (context, cancellationToken) =>
        {
            context.User = new Caller(principal);
            await next(context, cancellationToken);
        });
        return options;
    }

    private static Dictionary<string, JsonElement>? Members(object? arguments) => arguments switch
    {
        null => null,
        Dictionary<string, JsonElement> given => given,
        JsonElement given => given.EnumerateObject().ToDictionary(m => m.Name, m => m.Value),
        _ => JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(m => m.Name, m => m.Value),
    };
}
