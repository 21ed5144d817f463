using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A01–A14 over real HTTP: the built program, and an issuer of another maker (oauth2-mock-server).</summary>
public sealed class OAuthTests(OAuthSetup shared) : IClassFixture<OAuthSetup>
{
    private const string Metadata = "https://redis.example.com/.well-known/oauth-protected-resource/mcp", AllScopes = "redis:read redis:write redis:admin";

    private readonly HttpProgram _program = shared.Program;
    private readonly OAuthServer _issuer = shared.Issuer;

    [Theory]
    [InlineData]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    public async Task A01_without_a_token_the_challenge_says_where_to_get_one(params string[] authorizations)
    {
        using var response = await _program.PostAsync("tools/list", authorizations: authorizations);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal($"Bearer resource_metadata=\"{Metadata}\", scope=\"{AllScopes}\"", HttpProgram.Challenge(response));
    }

    [Theory]
    [InlineData("invalid_request", "Bearer")]
    [InlineData("invalid_token", "Bearer wrong")]
    [InlineData("invalid_request", "Bearer wrong", "Bearer wrong")]
    public async Task A01_wrong_ones_with_the_exact_header(string error, params string[] authorizations)
    {
        using var response = await _program.PostAsync("tools/list", authorizations: authorizations);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith($"Bearer resource_metadata=\"{Metadata}\", scope=\"{AllScopes}\", error=\"{error}\", error_description=\"", HttpProgram.Challenge(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A01_the_scheme_in_lower_case()
    {
        using var response = await _program.PostAsync("tools/list", authorizations: "bearer " + await _issuer.TokenAsync("redis:read"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/mcp")]
    [InlineData("/oauth/protected-resource")]
    public async Task A02_the_metadata_is_open_to_all(string path)
    {
        using var response = await _program.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var document = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token()));
        Assert.Equal(OAuthServer.Audience, document.GetProperty("resource").GetString());
        Assert.Equal([_issuer.Issuer], document.GetProperty("authorization_servers").EnumerateArray().Select(server => server.GetString()));
        Assert.Equal(AllScopes, string.Join(' ', document.GetProperty("scopes_supported").EnumerateArray().Select(scope => scope.GetString())));
        Assert.Equal(["header"], document.GetProperty("bearer_methods_supported").EnumerateArray().Select(method => method.GetString()));
    }

    // A03–A06: another audience, issuer, time, algorithm; each in a token that the issuer signed, but for the last two.
    [Fact]
    public async Task A03_to_A06_tokens_that_are_not_for_us_or_not_any_more()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var claims in (JsonObject[])
            [new() { ["aud"] = "https://other.example.com/mcp" }, new() { ["aud"] = null }, new() { ["aud"] = new JsonArray("https://other.example.com") },
             new() { ["iss"] = _issuer.Issuer + "/" }, new() { ["exp"] = now - 61 }, new() { ["nbf"] = now + 3600 }, new() { ["exp"] = null }])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await _program.StatusAsync(await _issuer.TokenAsync("redis:read", claims)));
        }
        string right = await _issuer.TokenAsync("redis:read");
        Assert.Equal(HttpStatusCode.OK, await _program.StatusAsync(right));
        string[] parts = right.Split('.');
        foreach (string header in (string[])["""{"alg":"none"}""", """{"alg":"HS256","typ":"JWT"}"""])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await _program.StatusAsync($"{System.Buffers.Text.Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header))}.{parts[1]}.{parts[2]}"));
            Assert.Equal(HttpStatusCode.Unauthorized, await _program.StatusAsync($"{System.Buffers.Text.Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header))}.{parts[1]}."));
        }
    }

    [Fact]
    public async Task Both_algorithms_and_an_audience_among_others()
    {
        Assert.Equal(HttpStatusCode.OK, await _program.StatusAsync(await _issuer.TokenAsync("redis:read", kid: _issuer.Es256)));
        Assert.Equal(HttpStatusCode.OK, await _program.StatusAsync(await _issuer.TokenAsync("redis:read", new() { ["aud"] = new JsonArray("https://other.example.com", OAuthServer.Audience) })));
        Assert.Equal(HttpStatusCode.OK, await _program.StatusAsync(await _issuer.TokenAsync("redis:read", header: new() { ["typ"] = "at+jwt" })));
    }

    [Fact]
    public async Task A07_without_a_scope_of_ours()
    {
        using var response = await _program.PostAsync("tools/list", authorizations: "Bearer " + await _issuer.TokenAsync("openid profile"));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith($"Bearer resource_metadata=\"{Metadata}\", scope=\"{AllScopes}\", error=\"insufficient_scope\"", HttpProgram.Challenge(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A07_a_call_above_the_scopes_names_all_it_takes()
    {
        string token = await _issuer.TokenAsync("redis:read");
        using var write = await _program.PostAsync("tools/call", HttpProgram.Call("redis_string_set", new() { ["items"] = new JsonArray(new JsonObject { ["key"] = "k", ["value"] = "v" }) }), authorizations: "Bearer " + token);
        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
        Assert.StartsWith($"Bearer resource_metadata=\"{Metadata}\", scope=\"redis:read redis:write\", error=\"insufficient_scope\"", HttpProgram.Challenge(write), StringComparison.Ordinal);
        using var flush = await _program.PostAsync("tools/call", HttpProgram.Call("redis_server_flush", new() { ["target"] = "0" }), authorizations: "Bearer " + token);
        Assert.Equal(HttpStatusCode.Forbidden, flush.StatusCode);
        Assert.StartsWith($"Bearer resource_metadata=\"{Metadata}\", scope=\"{AllScopes}\", error=\"insufficient_scope\"", HttpProgram.Challenge(flush), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A08_the_list_of_tools_and_the_calls_follow_the_scopes()
    {
        string read = await _issuer.TokenAsync("redis:read"), write = await _issuer.TokenAsync("redis:read redis:write"), admin = await _issuer.TokenAsync("redis:admin");
        var (reads, writes, all) = (await _program.ToolsAsync(read), await _program.ToolsAsync(write), await _program.ToolsAsync(admin));
        Assert.Contains("redis_string_get", reads);
        Assert.DoesNotContain("redis_string_set", reads);
        Assert.Contains("redis_string_set", writes);
        Assert.DoesNotContain("redis_server_flush", writes);
        Assert.Contains("redis_server_flush", all);

        var set = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["key"] = "k", ["value"] = "v" }) };
        Assert.False((await _program.CallAsync(write, "redis_string_set", set)).IsError);
        Assert.False((await _program.CallAsync(read, "redis_string_get", new() { ["keys"] = new JsonArray("k") })).IsError);
    }

    [Fact]
    public async Task A_claim_narrows_the_keys()
    {
        string token = await _issuer.TokenAsync("redis:write", new() { ["redis_prefixes"] = new JsonArray("app:") });
        JsonObject Set(string key) => new() { ["items"] = new JsonArray(new JsonObject { ["key"] = key, ["value"] = "v" }) };
        Assert.False((await _program.CallAsync(token, "redis_string_set", Set("app:1"))).IsError);
        Assert.Equal("key_out_of_scope", (await _program.CallAsync(token, "redis_string_set", Set("other:1"))).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await _program.StatusAsync(await _issuer.TokenAsync("redis:read", new() { ["redis_prefixes"] = new JsonArray() })));
    }

    [Fact]
    public async Task A09_a_token_in_the_query_is_no_token()
    {
        string token = await _issuer.TokenAsync("redis:read");
        using var response = await _program.PostAsync("tools/list", query: "?access_token=" + token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A13_health_needs_no_token_and_tells_nothing()
    {
        foreach (string path in (string[])["/health/live", "/health/ready"])
        {
            using var response = await _program.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True((await response.Content.ReadAsStringAsync(TestTimeout.Token())).Length < 64);
        }
    }
}
