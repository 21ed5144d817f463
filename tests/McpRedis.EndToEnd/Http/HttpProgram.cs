using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary><c>mcp-redis http</c> on a free port of loopback, spoken to in plain HTTP and the stateless revision of MCP.</summary>
internal sealed partial class HttpProgram : IAsyncDisposable
{
    public const string Version = "2026-07-28";

    private readonly StdioProcess _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private HttpProgram(StdioProcess process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    /// <summary>Where MCP is.</summary>
    public Uri Endpoint { get; }

    /// <summary>All it printed, on either stream.</summary>
    public string Printed => _process.Errors + _process.Output;

    public static async Task<HttpProgram> StartAsync(string redisUrl, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var process = StdioProcess.Start(BuiltProgram.Start(["http", "--listen", "127.0.0.1:0", .. arguments], redisUrl, environment), keepOutput: true);
        Match match = Match.Empty;
        await TestTimeout.UntilAsync("mcp-redis http listens", () =>
        {
            match = Listening().Match(process.Errors);
            return Task.FromResult(match.Success || process.HasExited);
        });
        Assert.True(match.Success, process.Errors);
        return new HttpProgram(process, new Uri(match.Groups[1].Value));
    }

    /// <summary>Another path of the same server.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path) => await _http.GetAsync(new Uri(Endpoint, path), TestTimeout.Token());

    /// <summary>A request of the stateless revision; each authorization is a header of its own.</summary>
    public async Task<HttpResponseMessage> PostAsync(string method, JsonObject? parameters = null, string query = "", params string[] authorizations)
    {
        parameters ??= [];
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Version,
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        var body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint + query)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Version);
        request.Headers.Add("Mcp-Method", method);
        if (parameters["name"] is { } name)
        {
            request.Headers.Add("Mcp-Name", name.GetValue<string>());
        }
        foreach (string authorization in authorizations)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        }
        return await _http.SendAsync(request, TestTimeout.Token());
    }

    /// <summary>What a request with this token is answered.</summary>
    public async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await PostAsync("tools/list", authorizations: "Bearer " + token);
        return response.StatusCode;
    }

    /// <summary>The result of a request that must be answered.</summary>
    public async Task<JsonElement> ResultAsync(string token, string method, JsonObject? parameters = null)
    {
        using var response = await PostAsync(method, parameters, authorizations: "Bearer " + token);
        string text = await response.Content.ReadAsStringAsync(TestTimeout.Token());
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        string json = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? text.Split('\n').Last(line => line.StartsWith("data:", StringComparison.Ordinal) && line.Length > 6)[5..] : text;
        return JsonElement.Parse(json).GetProperty("result");
    }

    public async Task<IReadOnlyList<string>> ToolsAsync(string token) =>
        [.. (await ResultAsync(token, "tools/list")).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)];

    public async Task<ToolReply> CallAsync(string token, string tool, JsonObject arguments) => new(await ResultAsync(token, "tools/call", Call(tool, arguments)));

    public static JsonObject Call(string tool, JsonObject arguments) => new() { ["name"] = tool, ["arguments"] = arguments };

    /// <summary>The one challenge of a refusal, as it was sent.</summary>
    public static string Challenge(HttpResponseMessage response) => Assert.Single(response.Headers.NonValidated["WWW-Authenticate"]);

    public async Task<int> StopAsync()
    {
        _process.Signal(15);
        return await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"MCP at (http://[^\s,]+)\n")]
    private static partial Regex Listening();
}
