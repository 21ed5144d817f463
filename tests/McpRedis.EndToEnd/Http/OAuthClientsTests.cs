using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A14: clients and an issuer that are not ours, from a refusal to a call: see tests/clients/oauth-flow.mjs.</summary>
public sealed class OAuthClientsTests(NodeScripts scripts) : IClassFixture<NodeScripts>
{
    [Fact]
    public async Task A14_the_official_clients_find_the_issuer_sign_in_and_step_up()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunAsync("oauth-flow", $"redis://127.0.0.1:{server.Port}");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }
}
