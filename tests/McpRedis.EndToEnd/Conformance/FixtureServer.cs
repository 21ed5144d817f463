using McpRedis.Auth;
using McpRedis.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>The product's own HTTP face with another server behind it: the tools, prompts and resources that the conformance suite asks for by name.</summary>
internal sealed class FixtureServer : IServiceProvider, IAsyncDisposable
{
    private readonly FixtureChanges _changes = new();
    private readonly Authenticator _callers;
    private readonly HttpServer _server;

    private FixtureServer(HttpOptions options, AuthOptions auth, TimeProvider time, ILoggerFactory loggers)
    {
        _callers = Authenticator.Open(auth, TimeProvider.System, loggers, []) ?? throw new ArgumentException("what is set for authentication is wrong", nameof(auth));
        var served = Options();
        var wiring = new HttpWiring(_callers, (_, _) => null, _ => served, this, _ => Task.FromResult(true), _changes.End, _ => default, []);
        _server = HttpServer.Create(options, new HttpParts(options, wiring, loggers, time), loggers);
    }

    public string Url => _server.Addresses[0] + HttpFace.Path;

    public int Port => new Uri(Url).Port;

    /// <param name="options">Of the face; its address is a free port of loopback whatever they say.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="auth">Who may call; everybody without it.</param>
    public static async Task<FixtureServer> StartAsync(HttpOptions? options = null, TimeProvider? time = null, AuthOptions? auth = null)
    {
        var server = new FixtureServer((options ?? new()) with { Listen = ListenAddress.Parse("127.0.0.1:0")! }, auth ?? new(), time ?? TimeProvider.System, NullLoggerFactory.Instance);
        await server._server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public object? GetService(Type serviceType) => null;

    public async ValueTask DisposeAsync()
    {
        await _server.DrainAsync();
        await _server.DisposeAsync();
        _callers.Dispose();
    }

    // A list that changes is told of outside of any request, on the stream of the session.
    private static FixtureTool Unasked(McpServerPrimitiveCollection<McpServerTool> tools)
    {
        var another = new FixtureTool("test_another");
        return new("test_unasked", (_, _) =>
        {
            if (!tools.Remove(another))
            {
                tools.Add(another);
            }
            return new(FixtureTool.Text("The list has changed."));
        });
    }

    private McpServerOptions Options()
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>(StringComparer.Ordinal);
        foreach (var tool in (FixtureTool[])[.. FixtureContent.Tools, .. FixtureNotices.Tools, .. FixtureQuestions.Tools, .. FixtureInputs.Tools, .. _changes.Tools])
        {
            tools.Add(tool);
        }
        tools.Add(Unasked(tools));
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "mcp-redis-conformance", Version = "1.0.0" },
            ToolCollection = tools,
            ScopeRequests = false,
            Capabilities = new ServerCapabilities
            {
                Tools = new() { ListChanged = true },
                Prompts = new() { ListChanged = true },
                Resources = new() { Subscribe = true },
                Completions = new(),
                Logging = new(),
            },
            Handlers = new McpServerHandlers
            {
                ListPromptsHandler = (_, _) => new(FixturePrompts.List),
                GetPromptHandler = (request, _) => new(FixturePrompts.Get(request)),
                ListResourcesHandler = (_, _) => new(FixtureResources.List),
                ListResourceTemplatesHandler = (_, _) => new(FixtureResources.Templates),
                ReadResourceHandler = (request, _) => new(FixtureResources.Read(request.Params!.Uri)),
                SubscribeToResourcesHandler = (_, _) => new(new EmptyResult()),
                UnsubscribeFromResourcesHandler = (_, _) => new(new EmptyResult()),
                CompleteHandler = (_, _) => new(new CompleteResult { Completion = new() { Values = ["paris", "park", "party"], Total = 3 } }),
                SetLoggingLevelHandler = (_, _) => new(new EmptyResult()),
                SubscriptionsListenHandler = _changes.ListenAsync,
            },
        };
    }
}
