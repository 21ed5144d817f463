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
}
