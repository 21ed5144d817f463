using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.Tests.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Http;

/// <summary>The quick way may save time and nothing else: its answers are those of the SDK's server, as a document instead of a stream.</summary>
public sealed partial class QuickCallsTests(LonelyServer server) : IClassFixture<LonelyServer>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_are_answered_as_the_SDK_answers_them(bool stateless)
    {
        int documents = 0;
        var differences = new List<string>();
        await using var quick = await StartAsync(true);
        await using var sdk = await StartAsync(false);
        (string, string)[] ours = await HeadersAsync(quick, stateless), theirs = await HeadersAsync(sdk, stateless);
        foreach (string request in RequestTable.Requests.Where(r => r.Contains("tools/call", StringComparison.Ordinal)))
        {
            string body = stateless ? WithMeta(request) : request;
            var expected = await sdk.PostAsync(body, [.. theirs, .. Named(body, stateless)]);
            var actual = await quick.PostAsync(body, [.. ours, .. Named(body, stateless)]);
            documents += actual.ContentType == "application/json" && expected.ContentType != "application/json" ? 1 : 0;
            Assert.Equal(expected.Status, actual.Status);
            differences.AddRange(JsonDifference.Between(Plain(expected), Plain(actual)).Select(place => $"{request}: {place}"));
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.True(documents > 30, $"only {documents} went the quick way");
    }

    [Theory]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Name", "redis_key_info")]
    [InlineData("Mcp-Name", "")]
    [InlineData("MCP-Protocol-Version", "2025-11-25")]
    public async Task Headers_that_say_something_else_are_refused_here_too(string name, string value)
    {
        await using var quick = await StartAsync(true);
        string body = WithMeta(RequestTable.Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"text"}}"""));
        var reply = await quick.PostAsync(body, [.. await HeadersAsync(quick, true), ("Mcp-Name", "redis_key_get"), (name, value)]);
        Assert.Equal((400, -32020), ((int)reply.Status, reply.ErrorCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_of_a_session_is_cancelled_by_its_id(bool quickly)
    {
        await using var quick = await StartAsync(quickly);
        string session = await quick.BeginAsync();
        var call = quick.PostAsync(RequestTable.Request("tools/call", """{"name":"redis_pubsub_read","arguments":{"channels":["never"],"timeoutMs":60000}}""", "77"), ("Mcp-Session-Id", session));
        await TestTimeout.UntilAsync("the call is cancelled", async () =>
        {
            await quick.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}""", ("Mcp-Session-Id", session));
            return call.IsCompleted;
        });
        Assert.DoesNotContain("result", (await call).Body, StringComparison.Ordinal);
    }

    private async Task<HttpHarness> StartAsync(bool quick) =>
        await HttpHarness.StartAsync([server.Redis.Options()], change: wiring => quick ? wiring : wiring with { Quick = null });

    private static async Task<(string, string)[]> HeadersAsync(HttpHarness http, bool stateless) =>
        stateless ? [("MCP-Protocol-Version", HttpHarness.Stateless), ("Mcp-Method", "tools/call")] : [("Mcp-Session-Id", await http.BeginAsync())];

    private static (string, string)[] Named(string body, bool stateless)
    {
        using var json = JsonDocument.Parse(body);
        return stateless && json.RootElement.TryGetProperty("params", out var members) && members.ValueKind == JsonValueKind.Object
            && members.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text ? [("Mcp-Name", text)] : [];
    }

    // Text, not a tree: a member that is there twice stays so.
    private static string WithMeta(string request) => Params().Replace(
        request,
        """$1"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}},""",
        1).Replace(",}", "}", StringComparison.Ordinal);

    private static JsonNode? Plain(HttpReply reply) => reply.Json is { } json ? JsonNode.Parse(PassingParts.Without(json.ToJsonString())) : null;

    [GeneratedRegex("(\"params\":\\{)")]
    private static partial Regex Params();
}
