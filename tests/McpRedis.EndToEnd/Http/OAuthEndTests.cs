using System.Net;
using System.Text.Json.Nodes;

namespace McpRedis.EndToEnd.Http;

/// <summary>A06 and A10 where something must end for it: the issuer, or the program, whose whole log is read.</summary>
public sealed class OAuthEndTests : IAsyncLifetime
{
    private readonly OAuthSetup _setup = new();

    public ValueTask InitializeAsync() => _setup.InitializeAsync();

    public ValueTask DisposeAsync() => _setup.DisposeAsync();

    [Fact]
    public async Task A06_known_keys_outlive_the_issuer()
    {
        string token = await _setup.Issuer.TokenAsync("redis:read");
        Assert.Equal(HttpStatusCode.OK, await _setup.Program.StatusAsync(token));
        await _setup.Issuer.StopAsync();
        Assert.Equal(HttpStatusCode.OK, await _setup.Program.StatusAsync(token));
    }

    [Fact]
    public async Task A06_an_issuer_that_was_never_there_is_our_trouble_not_the_callers()
    {
        string token = await _setup.Issuer.TokenAsync("redis:read");
        await _setup.Issuer.StopAsync();
        using var response = await _setup.Program.PostAsync("tools/list", authorizations: "Bearer " + token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.False(response.Headers.NonValidated.Contains("WWW-Authenticate"));
    }

    [Fact]
    public async Task A10_tokens_are_in_no_log_and_the_audit_names_the_principal()
    {
        string token = await _setup.Issuer.TokenAsync("redis:read"), wrong = await _setup.Issuer.TokenAsync("redis:read", new() { ["aud"] = "https://other.example.com" });
        Assert.False((await _setup.Program.CallAsync(token, "redis_string_get", new() { ["keys"] = new JsonArray("k") })).IsError);
        Assert.Equal(HttpStatusCode.Unauthorized, await _setup.Program.StatusAsync(wrong));
        using (await _setup.Program.PostAsync("tools/list", query: "?access_token=" + token))
        {
        }
        Assert.Equal(0, await _setup.Program.StopAsync());
        Assert.Matches("oauth:[0-9a-f]{8}:alice redis_string_get", _setup.Program.Printed);
        foreach (string part in (string[])[.. token.Split('.'), .. wrong.Split('.')])
        {
            Assert.DoesNotContain(part[..Math.Min(part.Length, 60)], _setup.Program.Printed, StringComparison.Ordinal);
        }
    }
}
