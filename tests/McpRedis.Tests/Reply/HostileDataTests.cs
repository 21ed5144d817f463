using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Reply;

/// <summary>
/// S14: whatever is stored, the reply is JSON of the advertised shape, its note stands (the harness looks at both), nothing invisible is in
/// it as itself, and decoding it gives back the very bytes.
/// </summary>
public sealed class HostileDataTests(RedisFixture redis)
{
    [Fact]
    public void Corpus_is_large_and_without_repeats()
    {
        Assert.InRange(HostileCorpus.All.Count, 60, 1000);
        Assert.InRange(HostileCorpus.Names.Count, HostileCorpus.All.Count - 5, HostileCorpus.All.Count);
        Assert.Equal(HostileCorpus.All.Count, HostileCorpus.All.Select(h => Convert.ToHexString(h.Bytes)).Distinct().Count());
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Hostile_values_come_back_as_they_are(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        await using var raw = await redis.ConnectAsync();
        foreach (var (name, bytes) in HostileCorpus.All)
        {
            string key = mcp.Prefix + "s";
            await raw.CallAsync("SET", key, bytes);
            var answer = await mcp.SendAsync("redis_string_get", new { keys = new[] { key } });
            AssertVisible(name, answer);
            Assert.Equal(bytes, Decode(answer.Reply.GetProperty("items")[0].GetProperty("value")));
        }
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Hostile_names_come_back_as_they_are(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        await using var raw = await redis.ConnectAsync();
        foreach (var (name, bytes) in HostileCorpus.Names)
        {
            byte[] key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
            await raw.CallAsync("DEL", key);
            await raw.CallAsync("HSET", key, bytes, bytes);
            var answer = await mcp.SendAsync("redis_key_get", new { key, encoding = "base64" });
            AssertVisible(name, answer);
            Assert.Equal(key, Decode(answer.Reply.GetProperty("key")));
            var field = answer.Reply.GetProperty("fields")[0];
            Assert.Equal(bytes, Decode(field.GetProperty("field")));
            Assert.Equal(bytes, Decode(field.GetProperty("value")));
        }
    }

    [Fact]
    public async Task Hostile_keys_are_found_as_they_are()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var raw = await redis.ConnectAsync();
        var keys = HostileCorpus.Names.Select(h => (byte[])[.. Encoding.UTF8.GetBytes(mcp.Prefix), .. h.Bytes]).ToList();
        foreach (byte[] key in keys)
        {
            await raw.CallAsync("SET", key, "x");
        }
        var found = new HashSet<string>();
        string? cursor = null;
        do
        {
            var answer = await mcp.SendAsync("redis_key_scan", new { pattern = mcp.Prefix + "*", cursor, limit = 500 });
            AssertVisible("scan", answer);
            found.UnionWith(answer.Reply.GetProperty("items").EnumerateArray().Select(i => Convert.ToHexString(Decode(i.GetProperty("key")))));
            cursor = answer.Reply.GetProperty("cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(keys.Select(Convert.ToHexString).Order(), found.Order());
    }

    // What a caller named, what ran all or nothing, and what a script returned is as hostile as any value.
    [Theory]
    [InlineData("redis_command_run")]
    [InlineData("redis_transaction_run")]
    [InlineData("redis_script_run")]
    public async Task Hostile_values_come_back_from_named_commands_as_they_are(string tool)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await using var raw = await redis.ConnectAsync();
        string key = mcp.Prefix + "s";
        foreach (var (name, bytes) in HostileCorpus.All)
        {
            await raw.CallAsync("SET", key, bytes);
            var answer = await mcp.SendAsync(tool, tool == "redis_script_run"
                ? new { script = "return redis.call('GET', KEYS[1])", keys = new[] { key } }
                : new { commands = new[] { new { args = new[] { "GET", key } } } });
            AssertVisible(name, answer);
            Assert.NotNull(answer.Note);
            var result = tool == "redis_script_run" ? answer.Reply.GetProperty("result") : answer.Reply.GetProperty("results")[0].GetProperty("result");
            Assert.Equal(bytes, result.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(result.GetString()!) : result.GetProperty("base64").GetBytesFromBase64());
        }
    }

    // Deeper than readers of JSON go: it is a string, and stays one.
    [Fact]
    public async Task Ten_thousand_brackets_are_text()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string brackets = new('[', 10_000);
        await redis.CallAsync("SET", mcp.Prefix, brackets);
        var answer = await mcp.SendAsync("redis_string_get", new { keys = new[] { mcp.Prefix }, start = 0, end = 9_999 });
        AssertVisible("brackets", answer);
        Assert.Equal(brackets, answer.Reply.GetProperty("items")[0].GetProperty("value").GetProperty("text").GetString());
    }

    // A value cannot know the boundary of the reply it will be in: one that repeats the last is no closer to the next.
    [Fact]
    public async Task Note_of_one_reply_stored_does_not_close_that_of_the_next()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var arguments = new { keys = new[] { mcp.Prefix } };
        await redis.CallAsync("SET", mcp.Prefix, "v");
        string? note = (await mcp.SendAsync("redis_string_get", arguments)).Note;
        for (int i = 0; i < 5; i++)
        {
            await redis.CallAsync("SET", mcp.Prefix, note!);
            var answer = await mcp.SendAsync("redis_string_get", arguments);
            Assert.Equal(note, answer.Reply.GetProperty("items")[0].GetProperty("value").GetProperty("text").GetString());
            Assert.NotEqual(note, answer.Note);
            note = answer.Note;
        }
    }

    [Fact]
    public async Task Hostile_values_go_in_as_they_are()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (var (_, bytes) in HostileCorpus.All)
        {
            byte[] key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = bytes } }, encoding = "base64" });
            Assert.Equal(bytes, (await redis.CallAsync("GET", key)).Bytes);
        }
    }

    private static byte[] Decode(JsonElement value)
    {
        Assert.False(value.TryGetProperty("truncated", out _), value.ToString());
        return value.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : value.GetProperty("base64").GetBytesFromBase64();
    }

    private static void AssertVisible(string name, ToolAnswer answer)
    {
        foreach (var rune in answer.Text.EnumerateRunes())
        {
            bool invisible = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
            Assert.False(invisible || rune.Value > 0xFFFF || rune.Value is '<' or '>', $"{name}: U+{rune.Value:X4} in the text block");
        }
    }
}
