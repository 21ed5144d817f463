using System.Text.RegularExpressions;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>
/// Users that Redis itself limits. Every tool works for them or says which right is missing; that INFO, CONFIG, COMMAND or CLIENT is
/// refused breaks nothing.
/// </summary>
public sealed partial class LimitedUserTests
{
    // What tells of a defect of ours, whatever the user may do.
    private static readonly string[] Defects = ["internal", "server_error", "timeout", "redis_unavailable", "outcome_unknown", "auth_failed"];

    public static TheoryData<string, string> Users => new()
    {
        { "reader of its own keys", "~clients:* &clients:* +@read -@dangerous +@connection" },
        { "reader of other keys", "~app:* &app:* +@read -@dangerous +@connection" },
        { "reader without a connection's commands", "~app:* +@read -@dangerous" },
        { "writer without the server's commands", "~* &* +@all -info -config -command -client -memory -object -slowlog -role -pubsub" },
        { "everything but administration", "~* &* +@all -@admin -@dangerous" },
        { "nearly nothing", "~clients:* resetchannels +ping +echo +get" },
        { "writer without transactions", "~* &* +@all -@transaction" },
        { "writer without EXEC", "~* &* +@all -exec" },
        { "writer without MULTI", "~* &* +@all -multi" },
        { "writer of other keys", "~app:* &app:* +@all -@dangerous" },
        { "all keys, no channels", "~* resetchannels +@all -@admin" },
    };

    [Theory, MemberData(nameof(Users))]
    public async Task Every_tool_works_or_names_the_missing_right(string who, string rights)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SampleCalls.SeedAsync(server);
        await server.CallAsync(["ACL", "SETUSER", "limited", "on", ">secret", .. rights.Split(' ')]);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }], ToolHarness.Unconfirmed);
        var complaints = new List<string>();
        int refused = 0, answered = 0;
        await mcp.ToolsAsync();
        foreach (var (tool, arguments, sent) in SampleCalls.All.Select(call => (call.Tool, call.Arguments, mcp.SendAsync(call.Tool, call.Arguments))).ToArray())
        {
            if ((await sent).Error is not { } error)
            {
                answered++;
                continue;
            }
            refused += error.Code == "not_permitted" ? 1 : 0;
            // A server that refused a right said so.
            if (Defects.Contains(error.Code) || error.Message.Contains("given up", StringComparison.Ordinal) || (error.Code == "not_permitted" && !Right().IsMatch(error.Hint + error.Message)))
            {
                complaints.Add($"{who}: {tool} {arguments}: {error.Code} {error.Message} {error.Hint}");
            }
        }
        Assert.Empty(complaints.Distinct());
        Assert.True(refused > 0, "the user is not limited at all");
        Assert.True(answered > 0, "nothing worked");
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
    }

    // "+config|get", "~pattern", "&pattern", or that the key, channel or database is the trouble.
    [GeneratedRegex(@"\+@?[a-z][a-z0-9.|_-]*|~pattern|&pattern|database")]
    private static partial Regex Right();
}
