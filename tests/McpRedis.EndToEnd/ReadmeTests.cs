using System.Text.Json;
using System.Text.RegularExpressions;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>What README.md shows is what the program does.</summary>
public sealed partial class ReadmeTests(RedisFixture redis)
{
    // No two tokens are alike: this stands for the one that was given.
    private const string ShownToken = "AQIAAAGh…";

    private static readonly string Text = File.ReadAllText(Path.Combine(BuiltProgram.Repository, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task The_conversation_is_a_real_one()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using (var raw = await server.ConnectAsync())
        {
            await raw.CallAsync("HSET", "cart:1041", "customer", "1041", "total", "59.90");
            await raw.CallAsync("HSET", "cart:1042", "customer", "1042", "total", "84.50", "coupon", "SPRING");
            await raw.CallAsync("HSET", "cart:1043", "customer", "1043", "total", "12.00");
            await raw.CallAsync("PEXPIRE", "cart:1041", 1_200_000);
            await raw.CallAsync("PEXPIRE", "cart:1043", 1_500_000);
        }
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");

        var calls = CallsAndReplies().Matches(Text);
        Assert.Equal(5, calls.Count);
        string token = ShownToken;
        foreach (Match call in calls)
        {
            var reply = await program.CallAsync(call.Groups["tool"].Value, JsonElement.Parse(call.Groups["arguments"].Value.Replace(ShownToken, token, StringComparison.Ordinal)));
            token = reply.Data.TryGetProperty("confirmToken", out var given) ? given.GetString()! : token;
            Holds(JsonElement.Parse(call.Groups["reply"].Value), reply.Data, call.Groups["tool"].Value);
        }
    }

    [Fact]
    public void Every_client_configuration_is_json()
    {
        var blocks = JsonBlocks().Matches(Text);
        Assert.True(blocks.Count >= 4, "the configurations are gone");
        Assert.All(blocks, block => JsonDocument.Parse(block.Groups[1].Value));
    }

    [Theory]
    [InlineData("--read-only")]
    [InlineData("--access write")]
    [InlineData("--toolsets keys,strings")]
    public async Task Every_option_shown_is_one(string options)
    {
        Assert.Contains(options.Split(' ')[0], Text, StringComparison.Ordinal);
        var run = await ProgramRun.RunAsync(["check", .. options.Split(' ')], redis.Url);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    [Fact]
    public async Task Every_tool_is_in_the_table_and_no_other()
    {
        // Some are listed only where there are two connections.
        await using var program = StdioProcess.Start(BuiltProgram.Start([], redis.Url, new Dictionary<string, string> { ["REDIS_URL_OTHER"] = redis.Url }));
        await program.InitializeAsync();
        var listed = (await program.ListToolsAsync()).Select(tool => tool.GetProperty("name").GetString()!);
        string table = Text[Text.IndexOf("| toolset | tools |", StringComparison.Ordinal)..];
        Assert.Equal(listed.Order(), ToolNames().Matches(table).Select(match => match.Value).Distinct().Order());
    }

    // Everything shown is there. Numbers are only numbers: times run, and sizes depend on the server. A scan has no order.
    private static void Holds(JsonElement shown, JsonElement real, string where)
    {
        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in shown.EnumerateObject())
                {
                    Assert.True(real.TryGetProperty(property.Name, out var value), $"{where}.{property.Name} is not in {real}");
                    Holds(property.Value, value, $"{where}.{property.Name}");
                }
                break;
            case JsonValueKind.Array:
                Assert.Equal(shown.GetArrayLength(), real.GetArrayLength());
                foreach (var (left, right) in InOrder(shown).Zip(InOrder(real)))
                {
                    Holds(left, right, where + "[]");
                }
                break;
            case JsonValueKind.String when shown.ValueEquals(ShownToken):
                Assert.NotEqual("", real.GetString());
                break;
            case JsonValueKind.Number:
                Assert.Equal(JsonValueKind.Number, real.ValueKind);
                break;
            default:
                Assert.True(shown.ToString() == real.ToString(), $"{where}: README has {shown}, the program says {real}");
                break;
        }
    }

    private static IEnumerable<JsonElement> InOrder(JsonElement array) => array.EnumerateArray()
        .OrderBy(item => item.EnumerateObject().First().Value.GetProperty("text").GetString(), StringComparer.Ordinal);

    [GeneratedRegex("""calls `(?<tool>redis_\w+) (?<arguments>\{.*\})`\n\n```json\n(?<reply>[^`]+)\n```""")]
    private static partial Regex CallsAndReplies();

    [GeneratedRegex("```json\n([^`]+)\n```")]
    private static partial Regex JsonBlocks();

    [GeneratedRegex("redis_[a-z]+_[a-z]+")]
    private static partial Regex ToolNames();
}
