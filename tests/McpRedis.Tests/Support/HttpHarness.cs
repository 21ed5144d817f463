using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpRedis.Auth;
using McpRedis.Hosting;
using McpRedis.Http;
using McpRedis.Redis.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Support;

/// <summary>The HTTP face on a free port of loopback, in this process: the real Kestrel, pipeline and Redis. Requests are made by hand, headers and all.</summary>
internal sealed class HttpHarness : IAsyncDisposable
{
    public const string Stateless = "2026-07-28", Handshake = "2025-11-25";

    private readonly HttpServer _server;

    private HttpHarness(Composition composition, HttpServer server, HttpParts parts)
    {
        (Composition, _server, Parts) = (composition, server, parts);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(server.Addresses[0]), Timeout = TestTimeout.HangGuard };
    }

    public Composition Composition { get; }

    public HttpParts Parts { get; }

    public HttpClient Client { get; }

    /// <param name="connections">Servers behind it.</param>
    /// <param name="options">Of the program; default every toolset.</param>
    /// <param name="change">Changes the parts before they are joined.</param>
    /// <param name="loggers">Loggers.</param>
    /// <param name="time">Clock.</param>
    public static async Task<HttpHarness> StartAsync(
        IReadOnlyList<ConnectionOptions> connections,
        ServerOptions? options = null,
        Func<HttpWiring, HttpWiring>? change = null,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        options ??= ToolHarness.Everything;
        var http = options.Http with { Listen = options.Http.Listen with { Port = 0 } };
        var composition = new Composition(options, connections, null, loggers, TimeProvider.System);
        var mistakes = new List<string>();
        var authenticator = Authenticator.Open(HttpComposition.Auth(options, connections.Select(connection => connection.Name)), time ?? TimeProvider.System, loggers, mistakes)
            ?? throw new InvalidOperationException(string.Join('\n', mistakes));
        var wiring = HttpComposition.Wiring(composition, authenticator, []);
        var parts = new HttpParts(http, change?.Invoke(wiring) ?? wiring, loggers, time ?? TimeProvider.System);
        var server = HttpServer.Create(http, parts, loggers);
        await server.StartAsync(TestTimeout.Token());
        return new(composition, server, parts);
    }

    /// <summary>A request of the newest revision, with the headers that belong to it.</summary>
    public Task<HttpReply> AskAsync(string method, string parameters = "{}", string id = "1") => PostAsync(Request(method, parameters, id), Headers(method, JsonNode.Parse(parameters)));

    /// <summary>A call of a tool in the newest revision.</summary>
    public Task<HttpReply> CallAsync(string tool, string arguments = "{}") => AskAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");

    /// <summary>A session of the handshake era, begun.</summary>
    public async Task<string> BeginAsync(params (string Name, string Value)[] headers)
    {
        var reply = await PostAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""", headers);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Header("Mcp-Session-Id")!;
    }

    public Task<HttpReply> PostAsync(string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, "/mcp", body, headers);

    public async Task<HttpReply> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Client.SendAsync(request, TestTimeout.Token());
        return await HttpReply.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DrainAsync();
        await _server.DisposeAsync();
        await Composition.DisposeAsync();
    }

    private static string Request(string method, string parameters, string id)
    {
        var members = JsonNode.Parse(parameters)!.AsObject();
        members["_meta"] ??= new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Stateless,
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "t", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        return $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{members.ToJsonString()}}}""";
    }

    private static (string, string)[] Headers(string method, JsonNode? parameters) =>
    [
        ("MCP-Protocol-Version", Stateless),
        ("Mcp-Method", method),
        .. (parameters?["name"] ?? parameters?["uri"]) is JsonValue name ? [("Mcp-Name", name.ToString())] : Array.Empty<(string, string)>(),
    ];
}
