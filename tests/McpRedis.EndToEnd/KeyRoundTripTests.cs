using System.Text;
using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>B11, B12: whatever bytes a key or a value has and however large a number is, it arrives as it is or is refused.</summary>
public sealed class KeyRoundTripTests(RedisFixture redis)
{
    private const int LongestKey = 64 * 1024;

    [Theory]
    [InlineData("{}")]
    [InlineData("{tag}:key")]
    [InlineData("*?[a-z]\\")]
    [InlineData("line\r\nbreak\ttab")]
    [InlineData("\"quoted\" 'and' <marked> & escaped \\u0041")]
    [InlineData("žluťoučký 🐎 \u202e\u200b\ufeff")]
    [InlineData("nul \0 inside")]
    public async Task B12_Text_arrives_exactly(string text)
    {
        string key = RedisFixture.Prefix() + text;
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        await program.SucceedAsync("redis_string_set", new { items = new[] { new { key, value = text } } });
        Assert.Equal(text, (await redis.CallAsync("GET", key)).Text);
        var item = (await program.SucceedAsync("redis_string_get", new { keys = new[] { key } })).Data.GetProperty("items")[0];
        Assert.Equal((key, text), (Text(item, "key"), Text(item, "value")));
        await redis.CallAsync("DEL", key);
    }

    [Fact]
    public async Task B12_The_empty_key_and_the_empty_value_are_as_good_as_any()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");

        await program.SucceedAsync("redis_string_set", new { items = new[] { new { key = "", value = "" } } });
        var item = (await program.SucceedAsync("redis_string_get", new { keys = new[] { "" } })).Data.GetProperty("items")[0];
        Assert.Equal(("", ""), (Text(item, "key"), Text(item, "value")));
    }

    [Theory]
    [InlineData("every byte")]
    [InlineData("not UTF-8")]
    [InlineData("a surrogate in UTF-8")]
    [InlineData("a key of 64 KiB")]
    public async Task B12_Bytes_arrive_exactly(string what)
    {
        byte[] prefix = Encoding.UTF8.GetBytes(RedisFixture.Prefix());
        byte[] tail = what switch
        {
            "every byte" => [.. Enumerable.Range(0, 256).Select(number => (byte)number)],
            "not UTF-8" => [0xFF, 0xC3, 0x28],
            "a surrogate in UTF-8" => [0xED, 0xA0, 0x80],
            _ => new byte[LongestKey - prefix.Length],
        };
        byte[] key = [.. prefix, .. tail], value = [.. tail.Take(1000)];
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        await program.SucceedAsync("redis_string_set",
            new { items = new[] { new { key = Convert.ToBase64String(key), value = Convert.ToBase64String(value) } }, encoding = "base64" });
        Assert.Equal(value, (await redis.CallAsync("GET", key)).Bytes);
        var item = (await program.SucceedAsync("redis_string_get", new { keys = new[] { Convert.ToBase64String(key) }, encoding = "base64" })).Data.GetProperty("items")[0];
        Assert.Equal(value, Bytes(item, "value"));
        byte[] shown = Bytes(item, "key");
        Assert.Equal(key[..shown.Length], shown);
        await redis.CallAsync("DEL", key);
    }

    [Fact]
    public async Task B12_A_key_beyond_64_KiB_is_refused()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        var reply = await program.CallAsync("redis_key_get", new { key = new string('k', LongestKey + 1) });
        Assert.Equal("invalid_argument", reply.Code);
        Assert.Contains("key", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9223372036854775807", 1)]
    [InlineData("-9223372036854775808", -1)]
    [InlineData("1", long.MaxValue)]
    public async Task B11_An_increment_beyond_64_bits_is_refused_and_changes_nothing(string value, long by)
    {
        string key = RedisFixture.Prefix() + "number";
        await redis.CallAsync("SET", key, value);
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        Assert.True((await program.CallAsync("redis_string_increment", new { key, by })).IsError);
        Assert.Equal(value, (await redis.CallAsync("GET", key)).Text);
        await redis.CallAsync("DEL", key);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    public async Task B11_An_expiry_beyond_time_is_refused_and_changes_nothing(long ttlMs)
    {
        string key = RedisFixture.Prefix() + "forever";
        await redis.CallAsync("SET", key, "x");
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        Assert.True((await program.CallAsync("redis_key_expire", new { keys = new[] { key }, ttlMs })).IsError);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", key)).Integer);
        await redis.CallAsync("DEL", key);
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetProperty("text").GetString();

    private static byte[] Bytes(JsonElement item, string name)
    {
        var shown = item.GetProperty(name);
        return shown.TryGetProperty("base64", out var base64) && base64.ValueKind == JsonValueKind.String
            ? base64.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(shown.GetProperty("text").GetString()!);
    }
}
