using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using McpRedis.Hosting;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Stdio;

/// <summary>
/// The front desk may save time and nothing else: whatever it answers is what the SDK's own server would have answered. Both are asked
/// the same, over the same tools and the same data; random boundaries and the order of members aside, the answers are equal.
/// </summary>
public sealed class FrontDeskDifferenceTests(LonelyServer server) : IClassFixture<LonelyServer>
{
    private readonly List<string> _differences = [];

    [Fact]
    public async Task Initialize_is_answered_alike()
    {
        foreach (string parameters in RequestTable.Initializations)
        {
            await CompareAsync(async line => [await line.AskAsync(RequestTable.Request("initialize", parameters))], parameters);
        }
        AssertAlike();
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Requests_are_answered_alike(string version)
    {
        foreach (string request in RequestTable.Requests)
        {
            await CompareAsync(async line => [await line.InitializeAsync(version), await line.AskAsync(request)], request);
        }
        AssertAlike();
    }

    [Fact]
    public async Task Requests_before_initialize_are_answered_alike()
    {
        foreach (string request in RequestTable.Requests)
        {
            await CompareAsync(async line => [await line.AskAsync(request)], request);
        }
        AssertAlike();
    }

    [Fact]
    public async Task Second_initialize_is_answered_alike()
    {
        await CompareAsync(async line => [await line.InitializeAsync("2025-06-18", 1), await line.InitializeAsync("2025-11-25", 2), await line.AskAsync(RequestTable.Request("tools/list", null))], "initialize twice");
        AssertAlike();
    }

    [Fact]
    public async Task Id_may_come_again_once_it_was_answered()
    {
        string list = RequestTable.Request("tools/list", null), call = RequestTable.Request("tools/call", """{"name":"redis_connection_list"}""");
        await CompareAsync(async line => [await line.InitializeAsync(), await line.AskAsync(list), await line.AskAsync(list), await line.AskAsync(call), await line.AskAsync(call)], "an id twice");
        AssertAlike();
    }

    // Differences that are meant: the SDK answers these two with "An error occurred.", from which nobody learns what to mend.
    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    public async Task Params_that_are_no_object_are_told(string parameters)
    {
        await using var composition = new Composition(ToolHarness.Everything, [server.Redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var ours = LineServer.Ours(composition);
        await ours.InitializeAsync();
        foreach (string method in new[] { "initialize", "tools/list", "tools/call", "prompts/list" })
        {
            var error = (await ours.AskAsync(RequestTable.Request(method, parameters))).GetProperty("error");
            Assert.Equal((-32602, "params must be an object."), (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()));
        }
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_told_by_its_argument()
    {
        await using var composition = new Composition(ToolHarness.Everything, [server.Redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var ours = LineServer.Ours(composition);
        await ours.InitializeAsync();
        var answer = await ours.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"\ud800"}}"""));
        Assert.Contains("key: holds half of a surrogate pair", answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reading_tool_is_in_the_table()
    {
        Assert.All(ToolCatalogue.All.Where(t => t.Risk == Risk.Read), tool => Assert.Contains(RequestTable.Requests, request => request.Contains($"\"{tool.Name}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task Lower_access_is_answered_alike(string access)
    {
        await CompareAsync(
            async line =>
            [
                await line.InitializeAsync(),
                await line.AskAsync(RequestTable.Request("tools/list", "{}")),
                await line.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_string_set","arguments":{"items":[]}}""")),
                await line.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"text"}}""")),
            ],
            access,
            ToolHarness.Everything with { Access = access });
        AssertAlike();
    }

    private async Task CompareAsync(Func<LineServer, Task<JsonElement[]>> ask, string what, ServerOptions? options = null)
    {
        await using var composition = new Composition(options ?? ToolHarness.Everything, [server.Redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        // Connected beforehand, so that both find the connection in the same state.
        await composition.Connections.All[0].Link.GetAsync(TestTimeout.Token());
        await using var ours = LineServer.Ours(composition);
        await using var sdk = LineServer.Sdk(composition);
        var (expected, actual) = (await TryAsync(sdk, ask), await TryAsync(ours, ask));
        for (int i = 0; i < Math.Max(expected.Length, actual.Length); i++)
        {
            var places = JsonDifference.Between(Plain(expected.ElementAtOrDefault(i)), Plain(actual.ElementAtOrDefault(i)));
            _differences.AddRange(places.Select(place => $"{what} (answer {i}): {place}"));
        }
    }

    // No answer at all is an answer too; the hang guard tells it.
    private static async Task<JsonElement[]> TryAsync(LineServer line, Func<LineServer, Task<JsonElement[]>> ask)
    {
        try
        {
            var answers = await ask(line);
            await line.SilentAsync();
            return answers;
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    private void AssertAlike() => Assert.True(_differences.Count == 0, string.Join("\n", _differences));

    private static JsonNode? Plain(JsonElement answer) => answer.ValueKind == JsonValueKind.Undefined ? null
        : JsonNode.Parse(PassingParts.Without(answer.GetRawText()));
}
