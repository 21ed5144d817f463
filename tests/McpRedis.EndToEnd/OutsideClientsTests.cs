using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>Clients we did not write: see tests/clients.</summary>
public sealed class OutsideClientsTests(NodeScripts scripts) : IClassFixture<NodeScripts>
{
    [Fact]
    public async Task Every_tool_through_the_official_TypeScript_clients()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunAsync("every-tool", $"redis://127.0.0.1:{server.Port}", "--toolsets", "all");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_tool_over_HTTP_through_the_official_TypeScript_clients(bool sessions)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", "--toolsets", "all", "--sessions", sessions ? "true" : "false");
        var run = await scripts.RunScriptAsync("every-tool", $"redis://127.0.0.1:{server.Port}", program.Url.ToString());

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}\n{program.Errors}");
        // Two clients of the handshake era, and one of the newest revision, which knows no sessions.
        Assert.Equal(sessions ? 2 : 0, run.Output.Split("\"session\": true").Length - 1);
    }

    [Fact]
    public async Task What_two_connections_have_over_HTTP_through_the_official_TypeScript_clients()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var other = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", new Dictionary<string, string> { ["REDIS_URL_OTHER"] = $"redis://127.0.0.1:{other.Port}" }, ["--toolsets", "all"]);
        var run = await scripts.RunScriptAsync("every-tool", $"redis://127.0.0.1:{server.Port}", program.Url.ToString(), "two-connections");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}\n{program.Errors}");
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("resources")]
    [InlineData("inspector-strict")]
    public async Task The_same_over_HTTP(string script)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", "--toolsets", "all");
        var run = await scripts.RunScriptAsync(script, $"redis://127.0.0.1:{server.Port}", program.Url.ToString());

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}\n{program.Errors}");
    }

    // Written with UPDATE_SNAPSHOTS=1; what is written is in the program with its next build.
    [Fact]
    public async Task Tools_cost_as_many_tokens_as_the_program_says()
    {
        var run = await scripts.RunAsync("token-counts", "redis://127.0.0.1:1");

        Assert.True(run.ExitCode == 0, run.Errors);
        RepositoryFile.Check("src/McpRedis/Catalogue/token-counts.tsv", run.Output.Trim() + "\n");
    }

    [Fact]
    public async Task Confirming_and_declining_through_the_official_TypeScript_clients()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunAsync("confirm", $"redis://127.0.0.1:{server.Port}");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }

    [Fact]
    public async Task Resources_prompts_and_a_live_update_through_the_official_TypeScript_clients()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunAsync("resources", $"redis://127.0.0.1:{server.Port}");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }

    [Fact]
    public async Task Inspector_finds_no_error_in_strict_mode()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunAsync("inspector-strict", $"redis://127.0.0.1:{server.Port}");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }

    // In the Inspector's web host, by a headless browser; pictures of it are in artifacts/apps.
    [Fact]
    public async Task Dashboards_are_shown_by_the_Inspector_in_a_browser()
    {
        string browser = ServerSource.OnPath("chromium") ?? ServerSource.OnPath("chromium-browser") ?? ServerSource.OnPath("google-chrome") ?? "";
        Assert.SkipWhen(browser.Length == 0, "no Chromium on PATH (./dev test installs one where it may)");
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", "--toolsets", "all");
        await using var cluster = await UnfinishedClusterAsync();
        await using var clustered = await HttpProcess.StartAsync($"redis://127.0.0.1:{cluster.Masters[0].Port}", "--toolsets", "all", "--exclude-tools", "redis_server_info");
        var run = await scripts.RunScriptAsync("apps", $"redis://127.0.0.1:{server.Port}", browser, program.Url.ToString(), clustered.Url.ToString());

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}\n{program.Errors}\n{clustered.Errors}");
    }

    // Slots 10 to 19 belong to nobody, 30 is on its way.
    private static async Task<RedisCluster> UnfinishedClusterAsync()
    {
        var cluster = await RedisCluster.StartAsync(masters: 3, replicas: 1, "cluster-require-full-coverage no", "cluster-node-timeout 60000");
        var (from, to) = (cluster.Masters[0], cluster.Masters[1]);
        await from.CallAsync("CLUSTER", "DELSLOTSRANGE", 10, 19);
        await from.CallAsync("CLUSTER", "SETSLOT", 30, "MIGRATING", await RedisCluster.IdAsync(to));
        await to.CallAsync("CLUSTER", "SETSLOT", 30, "IMPORTING", await RedisCluster.IdAsync(from));
        return cluster;
    }

    // The suite speaks HTTP alone. Both eras, digests over what resources/read gives.
    [Fact]
    public async Task Skills_pass_the_suite_and_the_Inspector()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}");
        var run = await scripts.RunScriptAsync("skills", $"redis://127.0.0.1:{server.Port}", program.Url.ToString());

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}\n{program.Errors}");
    }
}
