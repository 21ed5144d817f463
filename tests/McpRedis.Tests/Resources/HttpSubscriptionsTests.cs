using System.Globalization;
using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Redis;
using McpRedis.Resources;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Resources;

/// <summary>Live updates of several callers: each hears of what is open to them, where they asked, as long as they are there.</summary>
public sealed class HttpSubscriptionsTests
{
    private const string Meta = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"}}
        """;

    private static readonly Principal Ada = new("ada", new Grant { KeyPrefixes = ["ada:"] });
    private static readonly Principal Eve = new("eve", new Grant { Access = AccessLevel.Read, KeyPrefixes = ["eve:"] });

    [Fact]
    public async Task Sessions_hear_of_their_own_keys_on_their_own_stream()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var ada = await HttpRoom.SessionAsync(composition, Ada, "s-ada");
        await using var eve = await HttpRoom.SessionAsync(composition, Eve, "s-eve");
        var (adaHears, eveHears) = (ada.Get(), eve.Get());
        Assert.True((await ada.AskAsync(Subscribe("ada:1"))).TryGetProperty("result", out _));
        Assert.True((await eve.AskAsync(Subscribe("eve:1"))).TryGetProperty("result", out _));
        foreach (string foreign in new[] { "eve:1", "other" })
        {
            Assert.Contains("key_out_of_scope", (await ada.AskAsync(Subscribe(foreign))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        await server.CallAsync("SET", "eve:1", "x");
        Assert.Equal("redis://default/0/keys/eve:1", Uri(await eveHears.NextAsync()));
        await server.CallAsync("SET", "ada:1", "x");
        Assert.Equal("redis://default/0/keys/ada:1", Uri(await adaHears.NextAsync()));
    }

    [Fact]
    public async Task Subscriptions_of_a_session_end_with_it_and_no_others()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var first = await HttpRoom.SessionAsync(composition, Ada, "s1");
        await using var second = await HttpRoom.SessionAsync(composition, Ada, "s2");
        await first.AskAsync(Subscribe("ada:1"));
        await first.AskAsync(Subscribe("ada:2"));
        await second.AskAsync(Subscribe("ada:2"));
        Assert.Equal(2, await ChannelsAsync(server));
        await composition.Subscriptions.EndSessionAsync("s1");
        await composition.Subscriptions.EndSessionAsync("s1");
        await composition.Subscriptions.EndSessionAsync("nobody's");
        Assert.Equal(1, await ChannelsAsync(server));
        var hears = second.Get();
        await server.CallAsync("SET", "ada:2", "x");
        Assert.Equal("redis://default/0/keys/ada:2", Uri(await hears.NextAsync()));
        await composition.Subscriptions.EndSessionAsync("s2");
        await TestTimeout.UntilAsync("nobody listens", async () => await ChannelsAsync(server) == 0);
    }

    [Fact]
    public async Task Listening_requests_answer_on_themselves_and_end_with_the_program()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var adas = new HttpRoom(composition, Ada, null);
        await using var eves = new HttpRoom(composition, Eve, null);
        var (ada, eve) = (adas.PostAsync(Listen(7, "ada:1")), eves.PostAsync(Listen(7, "eve:1")));
        foreach (var answer in new[] { ada, eve })
        {
            Assert.Equal("notifications/subscriptions/acknowledged", (await answer.NextAsync()).GetProperty("method").GetString());
        }
        await server.CallAsync("SET", "eve:1", "x");
        Assert.Equal("redis://default/0/keys/eve:1", Uri(await eve.NextAsync()));
        await server.CallAsync("SET", "ada:1", "x");
        Assert.Equal("redis://default/0/keys/ada:1", Uri(await ada.NextAsync()));
        composition.Subscriptions.End();
        foreach (var answer in new[] { ada, eve })
        {
            Assert.True((await answer.NextAsync()).TryGetProperty("result", out _));
            Assert.True(await answer.Done.WaitAsync(TestTimeout.HangGuard));
        }
        await TestTimeout.UntilAsync("nobody listens", async () => await ChannelsAsync(server) == 0);
    }

    [Fact]
    public async Task Listening_ends_when_its_client_goes()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        using var gone = new CancellationTokenSource();
        var room = new HttpRoom(composition, Ada, null);
        await room.PostAsync(Listen(1, "ada:1"), gone.Token).NextAsync();
        Assert.Equal(1, await ChannelsAsync(server));
        await gone.CancelAsync();
        await room.DisposeAsync();
        await TestTimeout.UntilAsync("nobody listens", async () => await ChannelsAsync(server) == 0);
    }

    [Theory]
    [InlineData("eve:1")]
    [InlineData("other")]
    public async Task What_is_not_open_to_the_caller_is_not_listened_to(string key)
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var room = new HttpRoom(composition, Ada, null);
        Assert.Contains("key_out_of_scope", (await room.AskAsync(Listen(1, "ada:1", key))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        await using var closed = new HttpRoom(composition, Ada with { Grant = new() { Connections = [] } }, null);
        Assert.Equal(-32602, (await closed.AskAsync(Listen(1, "ada:1"))).GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(0, await ChannelsAsync(server));
    }

    // An old client where sessions are off: nobody would be there to be told.
    [Fact]
    public async Task Subscription_without_a_session_is_refused()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var room = new HttpRoom(composition, Ada, null);
        Assert.Contains("needs a session", (await room.AskAsync(Subscribe("ada:1"))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await ChannelsAsync(server));
    }

    [Fact]
    public async Task One_caller_cannot_take_the_watches_of_the_others()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var ada = await HttpRoom.SessionAsync(composition, Ada, "a");
        await using var other = await HttpRoom.SessionAsync(composition, Ada, "b");
        await using var eve = await HttpRoom.SessionAsync(composition, Eve, "c");
        for (int i = 0; i < ResourceUpdates.MaxOfOne; i++)
        {
            Assert.True((await ada.AskAsync(Subscribe("ada:" + i.ToString(CultureInfo.InvariantCulture)))).TryGetProperty("result", out _));
        }
        foreach (var room in new[] { ada, other })
        {
            Assert.Contains("rate_limited", (await room.AskAsync(Subscribe("ada:more"))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        Assert.True((await eve.AskAsync(Subscribe("eve:1"))).TryGetProperty("result", out _));
        await composition.Subscriptions.EndSessionAsync("a");
        Assert.True((await other.AskAsync(Subscribe("ada:more"))).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Session_whose_callers_rights_have_changed_gives_nothing_more()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var room = await HttpRoom.SessionAsync(composition, Ada, "s");
        Assert.True((await room.AskAsync(Request("tools/list"))).TryGetProperty("result", out _));
        room.Principal = Ada with { Grant = new() { KeyPrefixes = ["ada:1:"] } };
        string completion = """{"ref":{"type":"ref/resource","uri":"redis://{connection}/{database}/keys/{key}"},"argument":{"name":"connection","value":""}}""";
        foreach (string message in new[]
        {
            Subscribe("ada:2"), Request("tools/list"), Request("prompts/list"), Request("prompts/get", """{"name":"find_slowness"}"""), Request("resources/templates/list"),
            Request("resources/read", """{"uri":"redis://default/0/keys/ada:2"}"""), Request("completion/complete", completion),
        })
        {
            Assert.Contains("not those of the session", (await room.AskAsync(message)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        var call = await room.AskAsync(Request("tools/call", """{"name":"redis_key_scan","arguments":{}}"""));
        Assert.Contains("access_denied", call.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    // A server that does not answer holds up watches of its own keys and no others.
    [Fact]
    public async Task Slow_connection_does_not_hold_up_the_watches_of_another()
    {
        await using var quick = await StartAsync();
        await using var slow = await StartAsync();
        var still = slow.Options("slow") with { Timeout = TestTimeout.HangGuard };
        await using var composition = new Composition(ToolHarness.Everything, [quick.Options(), still], null, NullLoggerFactory.Instance, TimeProvider.System);
        await composition.Connections.Get("slow").Link.GetAsync(TestTimeout.Token());
        await using var room = await HttpRoom.SessionAsync(composition, Ada, "s");
        await slow.CallAsync("CLIENT", "PAUSE", 50_000, "ALL");
        var waiting = room.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"redis://slow/0/keys/ada:1"}}""");
        await using var other = await HttpRoom.SessionAsync(composition, Ada, "t");
        Assert.True((await other.AskAsync(Subscribe("ada:1"))).TryGetProperty("result", out _));
        Assert.False(waiting.Done.IsCompleted);
        await slow.KillAsync();
        Assert.True((await waiting.NextAsync()).TryGetProperty("error", out _));
    }

    private static Task<RedisServerProcess> StartAsync() => RedisServerProcess.StartAsync("notify-keyspace-events KA");

    private static Composition Compose(RedisServerProcess server) => new(ToolHarness.Everything, [server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);

    private static string Request(string method, string parameters = "{}") => $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""";

    private static string Subscribe(string key) => $$$"""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"redis://default/0/keys/{{{key}}}"}}""";

    private static string Listen(int id, params string[] keys) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"subscriptions/listen","params":{"notifications":{"resourceSubscriptions":[{{{string.Join(',', keys.Select(key => $"\"redis://default/0/keys/{key}\""))}}}]},{{{Meta}}} }}""";

    private static string? Uri(JsonElement told) => told.GetProperty("params").GetProperty("uri").GetString();

    private static async Task<int> ChannelsAsync(RedisServerProcess server) => (await server.CallAsync("PUBSUB", "CHANNELS")).Texts.Count;
}
