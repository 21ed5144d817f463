using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>The official conformance suite, in both revisions: against the HTTP face with the suite's fixtures behind it, and against the program as it is.</summary>
public sealed class ConformanceTests(NodeScripts scripts, RedisFixture redis) : IClassFixture<NodeScripts>
{
    public static TheoryData<string> Revisions => new("2026-07-28", "2025-11-25");

    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task With_the_fixtures_every_required_scenario_passes(string revision)
    {
        await using var server = await FixtureServer.StartAsync();
        var report = await RunAsync(server.Url, revision);

        Assert.True(report.Exit == 0, report.Said);
        Assert.DoesNotContain("- ", RepositoryFile.Read("tests/conformance/expected-failures.yml"), StringComparison.Ordinal);
        // The CLI agrees, and nothing that it does not score fails either.
        Assert.Empty(report.Scenarios.Where(scenario => !scenario.IsExtension).SelectMany(scenario => (string[])[.. scenario.Failed, .. scenario.Lacking]));
    }

    // What the suite cannot test without a tool of its own is named in the list, check by check; all the rest must pass.
    [Theory]
    [MemberData(nameof(Revisions))]
    public async Task Without_fixtures_nothing_fails_but_for_want_of_one(string revision)
    {
        await using var server = await HttpProcess.StartAsync(redis.Url);
        var report = await RunAsync(server.Url.ToString(), revision);

        var scenarios = report.Scenarios.Where(scenario => !scenario.IsExtension).ToArray();
        Assert.Empty(scenarios.SelectMany(scenario => scenario.Failed));
        RepositoryFile.Check($"tests/conformance/product-{revision}.txt", string.Join('\n', scenarios.Select(scenario => scenario.ToString())) + "\n");
    }

    private async Task<ConformanceReport> RunAsync(string url, string revision)
    {
        var run = await scripts.RunScriptAsync("conformance", null, url, revision);
        return run.Output.StartsWith('{') ? ConformanceReport.Read(run.Output) : throw new InvalidOperationException($"{run.Output}\n{run.Errors}");
    }
}
