using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpRedis.EndToEnd.Http;

/// <summary>A POST to <c>/mcp</c> put together from text, so that any part of it can be wrong. As it is made it is right, for the newest revision.</summary>
internal sealed class Post
{
    public const string Newest = "2026-07-28", Handshake = "2025-11-25";

    private readonly List<(string Name, string Value)> _headers;

    private Post(string body, params IEnumerable<(string, string)> headers)
    {
        Body = body;
        _headers = [("Host", "127.0.0.1"), ("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream"), .. headers];
    }

    public string Body { get; private set; }

    private string Target { get; set; } = "/mcp";

    private string Version { get; set; } = "1.1";

    /// <param name="method">Method of MCP.</param>
    /// <param name="parameters">An object; what the revision wants of every request is added.</param>
    /// <param name="id">Written as JSON.</param>
    public static Post Of(string method, object? parameters = null, string id = "1")
    {
        var node = JsonSerializer.SerializeToNode(parameters ?? new { })!.AsObject();
        node["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Newest,
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "end-to-end", ["version"] = "1" },
        };
        string body = $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{node.ToJsonString()}}}""";
        var post = new Post(body, ("MCP-Protocol-Version", Newest), ("Mcp-Method", method));
        return (node["name"] ?? node["uri"]) is { } name ? post.With("Mcp-Name", name.GetValue<string>()) : post;
    }

    public static Post Call(string tool, object arguments, string id = "1") => Of("tools/call", new { name = tool, arguments }, id);

    /// <summary>A request of the handshake era.</summary>
    public static Post Old(string method, object? parameters = null, string id = "1", string? session = null)
    {
        string body = $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{JsonSerializer.Serialize(parameters ?? new { })}}}""";
        var post = new Post(body, ("MCP-Protocol-Version", Handshake));
        return session is null ? post : post.With("Mcp-Session-Id", session);
    }

    public static Post Initialize(object? capabilities = null) => Old(
        "initialize", new { protocolVersion = Handshake, capabilities = capabilities ?? new { }, clientInfo = new { name = "end-to-end", version = "1" } });

    /// <summary>Sets a header in place of the one there is.</summary>
    public Post With(string name, string value)
    {
        Without(name);
        return And(name, value);
    }

    /// <summary>Adds a header beside the one there is.</summary>
    public Post And(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    public Post Without(string name)
    {
        _headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return this;
    }

    public Post Saying(string body)
    {
        Body = body;
        return this;
    }

    public Post To(string target)
    {
        Target = target;
        return this;
    }

    public Post Speaking(string version)
    {
        Version = version;
        return this;
    }

    public Task<RawResponse> SendAsync(HttpProcess server) => SendAsync(server.Port);

    public Task<RawResponse> SendAsync(int port) => RawHttp.AskAsync(port, ToString());

    /// <summary>The headers as they go out, with their empty line.</summary>
    public string Head(string method = "POST", bool counted = true)
    {
        var text = new StringBuilder($"{method} {Target} HTTP/{Version}\r\n");
        foreach (var (name, value) in _headers)
        {
            text.Append($"{name}: {value}\r\n");
        }
        if (counted && !_headers.Exists(header => header.Name is "Content-Length" or "Transfer-Encoding"))
        {
            text.Append($"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n");
        }
        return text.Append("\r\n").ToString();
    }

    // Bytes go out as Latin-1: this text carries UTF-8 in them.
    public override string ToString() => Head() + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Body));
}
