using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Http;

/// <summary>S21: two callers at once over shared connections; whatever one does, the other sees nothing of it.</summary>
public sealed class IsolationTests(RedisFixture redis)
{
    private const int CallsOfEach = 2000, Connections = 32;

    [Fact]
    public async Task S21_two_principals_interleaved_never_get_a_foreign_value()
    {
        using var folder = new TempFolder();
        Person alice = new("alice"), bob = new("bob");
        string file = folder.File("tokens.json");
        await File.WriteAllTextAsync(file, $"[{alice.Entry},{bob.Entry}]", TestContext.Current.CancellationToken);
        await using var http = await HttpHarness.StartAsync([redis.Options()], ToolHarness.Everything with { Http = new() { TokensFile = file, RateLimit = 0 } });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections }) { BaseAddress = http.Client.BaseAddress, Timeout = TestTimeout.HangGuard };
        foreach (var person in new[] { alice, bob })
        {
            person.Session = await http.BeginAsync(("Authorization", "Bearer " + person.Token));
            var set = await AskAsync(client, person, 0, "redis_string_set", $$"""{"items":[{"key":"{{person.Key}}","value":"{{person.Secret}}"}]}""");
            Assert.Null(set["result"]!["isError"]);
        }
        int next = -1;
        var calls = Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (int number = Interlocked.Increment(ref next); number < 2 * CallsOfEach; number = Interlocked.Increment(ref next))
            {
                var (person, other) = number % 2 == 0 ? (alice, bob) : (bob, alice);
                var answer = await (((number / 2) % 5) switch
                {
                    0 => AskAsync(client, person, number, "redis_key_scan", """{"limit":100}"""),
                    1 => AskAsync(client, person, number, "redis_string_get", $$"""{"keys":["{{other.Key}}"]}"""),
                    2 => AskAsync(client, person, number, "redis_key_delete", $$"""{"pattern":"*"}"""),
                    _ => AskAsync(client, person, number, "redis_string_get", $$"""{"keys":["{{person.Key}}"]}"""),
                });
                string text = answer.ToJsonString();
                Assert.Equal(number, answer["id"]!.GetValue<int>());
                Assert.DoesNotContain(other.Secret, text, StringComparison.Ordinal);
                Assert.Equal(((number / 2) % 5) switch { 1 => "key_out_of_scope", 2 => "confirmation_required", _ => null }, Code(answer));
                Assert.Equal(((number / 2) % 5) > 2, text.Contains(person.Secret, StringComparison.Ordinal));
                Assert.DoesNotContain(other.Key, text, StringComparison.Ordinal);
            }
        });
        await Task.WhenAll(calls);

        // And nobody else's session can be used.
        var stolen = await http.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", ("Authorization", "Bearer " + bob.Token), ("Mcp-Session-Id", alice.Session));
        Assert.Equal(404, (int)stolen.Status);
    }

    private static string? Code(JsonNode answer) =>
        answer["result"]?["isError"]?.GetValue<bool>() == true ? JsonNode.Parse(answer["result"]!["content"]![0]!["text"]!.GetValue<string>())!["code"]!.GetValue<string>() : null;

    // Every other call in the session, the rest alone.
    private static async Task<JsonNode> AskAsync(HttpClient client, Person person, int number, string tool, string arguments)
    {
        bool alone = number % 4 < 2;
        string meta = alone ? "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}," : "";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent($$$"""{"jsonrpc":"2.0","id":{{{number}}},"method":"tools/call","params":{ {{{meta}}} "name":"{{{tool}}}","arguments":{{{arguments}}} }}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", person.Token);
        foreach (var (name, value) in alone
            ? new[] { ("MCP-Protocol-Version", HttpHarness.Stateless), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool) }
            : [("Mcp-Session-Id", person.Session)])
        {
            request.Headers.Add(name, value);
        }
        using var response = await client.SendAsync(request, TestTimeout.Token());
        var reply = await HttpReply.ReadAsync(response);
        Assert.True((int)response.StatusCode == 200, reply.Body);
        return reply.Json!;
    }

    private sealed class Person(string name)
    {
        public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

        public string Prefix { get; } = RedisFixture.Prefix() + name + ":";

        public string Key => Prefix + "own";

        public string Secret { get; } = $"value-of-{name}-{Guid.NewGuid():n}";

        public string Session { get; set; } = "";

        public string Entry => $$"""{"name":"{{name}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token)))}}","access":"full","keyPrefixes":["{{Prefix}}"]}""";
    }
}
