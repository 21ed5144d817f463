using McpRedis.EndToEnd.Stdio;
using McpRedis.Hosting;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>What an operator is told who made a mistake: one clear line for each, and nothing started.</summary>
public sealed class CommandLineTests(RedisFixture redis)
{
    [Theory]
    [InlineData("--raed-only", "--read-only")]
    [InlineData("--log-levle", "--log-level")]
    [InlineData("--tolsets", "--toolsets")]
    public async Task An_unknown_option_is_refused_with_the_nearest_word(string wrong, string right)
    {
        var run = await ProgramRun.RunAsync([wrong], redis.Url);

        Assert.Equal(2, run.ExitCode);
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains(wrong, line, StringComparison.Ordinal);
        Assert.Contains(right, line, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task An_unknown_command_is_refused_with_the_nearest_word()
    {
        var run = await ProgramRun.RunAsync(["chekc"], redis.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("check", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("redis://:S3cret@host:6379")]
    [InlineData("redis://:S3=cret@host:6379")]
    [InlineData(":S3cret@host")]
    [InlineData("--redis://:S3cret@host")]
    [InlineData("--url=redis://:S3cret@host")]
    [InlineData("REDIS_URL=redis://:S3cret@host")]
    [InlineData("check", "redis://:S3cret@host")]
    [InlineData("call", "redis://:S3cret@host")]
    [InlineData("call", "redis_key_get", "redis://:S3cret@host")]
    [InlineData("--read-only", "redis://:S3cret@host")]
    public async Task A_password_in_the_wrong_place_is_not_repeated(params string[] arguments)
    {
        var run = await ProgramRun.RunAsync(arguments, redis.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.ErrorLines);
        Assert.DoesNotContain("S3", run.Errors + run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:6379", "redis")]
    [InlineData("redis://127.0.0.1:99999", "port")]
    [InlineData("redis://127.0.0.1/zero", "number")]
    [InlineData("redis://127.0.0.1?timeuot=5s", "timeout")]
    [InlineData("redis://", "host")]
    public async Task A_wrong_url_is_refused_with_one_line_that_says_why(string url, string said)
    {
        var run = await ProgramRun.RunAsync([], url);

        Assert.NotEqual(0, run.ExitCode);
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains("REDIS_URL", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Three_mistakes_are_told_at_once()
    {
        var run = await ProgramRun.RunAsync([], "redis://127.0.0.1:99999", new Dictionary<string, string>
        {
            ["REDIS_URL_STAGING"] = "redis://127.0.0.1/zero",
            ["MCP_REDIS_ACCESS"] = "raed",
        });

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal(3, run.ErrorLines.Count);
        Assert.All<string>(["REDIS_URL", "REDIS_URL_STAGING", "read"], said => Assert.Contains(said, run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_address_it_lists_its_tools_and_says_what_to_set()
    {
        await using var program = await StdioProcess.ConnectAsync(redisUrl: null);

        Assert.NotEmpty(await program.ListToolsAsync());
        var reply = await program.CallAsync("redis_key_scan", new { });
        Assert.Equal("not_configured", reply.Code);
        Assert.Contains("REDIS_URL", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_command_lists_what_that_command_takes()
    {
        string[] http = [.. HttpOptionDefinitions.All.Where(option => option.OnCommandLine).Select(option => option.Flag)];
        string[] others = [.. OptionDefinitions.All.Where(option => option.OnCommandLine).Select(option => option.Flag).Except(http)];

        string migrate = (await ProgramRun.RunAsync(["migrate", "--help"], redis.Url)).Output;
        Assert.All([.. others, "--from", "--cut-over"], flag => Assert.Contains(flag + " ", migrate, StringComparison.Ordinal));
        Assert.All(http, flag => Assert.DoesNotContain(flag + " ", migrate, StringComparison.Ordinal));
        foreach (string command in (string[])["http", "check"])
        {
            string served = (await ProgramRun.RunAsync([command, "--help"], redis.Url)).Output;
            Assert.All([.. others, .. http], flag => Assert.Contains(flag + " ", served, StringComparison.Ordinal));
        }
        Assert.Contains("--no-wait", (await ProgramRun.RunAsync(["call", "--help"], redis.Url)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen", "127.0.0.1:0")]
    [InlineData("--behind-proxy")]
    public async Task An_option_for_http_is_refused_elsewhere(params string[] option)
    {
        var run = await ProgramRun.RunAsync(["migrate", "--from", "a", "--to", "b", .. option], redis.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"mcp-redis: {option[0]} is no option of migrate; it goes with http, healthcheck, check.", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Check_says_yes_only_when_the_server_answers()
    {
        Assert.Equal(0, (await ProgramRun.RunAsync(["check"], redis.Url)).ExitCode);
        Assert.NotEqual(0, (await ProgramRun.RunAsync(["check"], $"redis://127.0.0.1:{FreePort.Next()}")).ExitCode);
    }

    [Fact]
    public async Task Call_has_an_exit_code_for_each_outcome()
    {
        string key = RedisFixture.Prefix() + "absent";

        Assert.Equal(0, (await ProgramRun.RunAsync(["call", "redis_key_scan", $"pattern={key}"], redis.Url)).ExitCode);
        Assert.Equal(1, (await ProgramRun.RunAsync(["call", "redis_key_get", $"key={key}"], redis.Url)).ExitCode);
        Assert.Equal(2, (await ProgramRun.RunAsync(["call", "redis_kee_get", $"key={key}"], redis.Url)).ExitCode);
    }
}
