using System.Text.Json;
using McpRedis.Auth;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tests.Auth;

public sealed class AuthenticatorTests
{
    private const string Issuer = "https://login.example.com";

    private static readonly AuthOptions Static = new() { AuthToken = AuthRoom.Token };

    [Fact]
    public async Task Without_settings_everybody_is_anonymous()
    {
        using var room = AuthRoom.Open(new());
        Assert.True(room.Authenticator.IsOpen);
        Assert.Null(room.Authenticator.Metadata);
        var accepted = Assert.IsType<AuthResult.Accepted>(await room.AskAsync());
        Assert.Equal(new Principal("anonymous", new Grant()), accepted.Principal);
        Assert.Equal(accepted, await room.AskAsync("Bearer whatever"));
    }

    // The exact header. RFC 6750 §3.1: no error code for a request without a token.
    [Theory]
    [InlineData(null, "Bearer realm=\"mcp-redis\"")]
    [InlineData("", "Bearer realm=\"mcp-redis\"")]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==", "Bearer realm=\"mcp-redis\"")]
    [InlineData("Bearer", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header holds no token.\"")]
    [InlineData("Bearer ", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header holds no token.\"")]
    [InlineData("Bearer a b", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header does not hold one bearer token.\"")]
    [InlineData("Bearer a, Bearer b", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header does not hold one bearer token.\"")]
    [InlineData("Bearer\ta", "Bearer realm=\"mcp-redis\"")]
    [InlineData("Bearer \"quoted\"", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header does not hold one bearer token.\"")]
    [InlineData("Bearer tøken", "Bearer realm=\"mcp-redis\", error=\"invalid_request\", error_description=\"The Authorization header does not hold one bearer token.\"")]
    [InlineData("Bearer wrong", "Bearer realm=\"mcp-redis\", error=\"invalid_token\", error_description=\"The token is not one of this server.\"")]
    [InlineData("Bearer 0zr7Rr3bQmA1kXo9v-Yc2uWq5JtHs8EdLfNgTiPz_6M", "Bearer realm=\"mcp-redis\", error=\"invalid_token\", error_description=\"The token is not one of this server.\"")]
    public async Task A01_refusals_with_their_exact_header(string? header, string challenge)
    {
        using var room = AuthRoom.Open(Static);
        var refused = await room.RefuseAsync(header is null ? [] : [header]);
        Assert.Equal((401, challenge), (refused.Status, refused.Challenge));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER    ")]
    public async Task A01_the_scheme_is_case_insensitive(string scheme)
    {
        using var room = AuthRoom.Open(Static);
        Assert.False(room.Authenticator.IsOpen);
        var accepted = Assert.IsType<AuthResult.Accepted>(await room.AskAsync(scheme + AuthRoom.Token));
        Assert.Equal(new Principal("token", new Grant()), accepted.Principal);
        Assert.Null(accepted.ExpiresAt);
        Assert.Null(accepted.RatePerSecond);
    }

    [Fact]
    public async Task A01_two_headers_are_refused_even_when_both_are_right()
    {
        using var room = AuthRoom.Open(Static);
        var refused = await room.RefuseAsync("Bearer " + AuthRoom.Token, "Bearer " + AuthRoom.Token);
        Assert.Equal((401, "invalid_request"), (refused.Status, refused.Error));
    }

    [Fact]
    public async Task A_header_above_8_KiB_is_refused_unread()
    {
        using var room = AuthRoom.Open(Static);
        Assert.Equal("invalid_token", (await room.RefuseAsync("Bearer " + new string('a', 8192 - 7))).Error);
        Assert.Equal("invalid_request", (await room.RefuseAsync("Bearer " + new string('a', 8192 - 6))).Error);
    }

    [Fact]
    public async Task With_OAuth_the_challenge_says_where_to_get_a_token_and_for_what()
    {
        using var room = AuthRoom.Open(AuthRoom.OAuth(Issuer));
        Assert.Equal(
            "Bearer resource_metadata=\"https://redis.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"redis:read redis:write redis:admin\"",
            (await room.RefuseAsync()).Challenge);
        Assert.Equal(
            "Bearer resource_metadata=\"https://redis.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"redis:read redis:write redis:admin\", "
            + "error=\"invalid_token\", error_description=\"The token is not one of this server.\"",
            (await room.RefuseAsync("Bearer wrong")).Challenge);
    }

    [Fact]
    public async Task Scopes_above_the_operators_level_are_not_offered()
    {
        using var room = AuthRoom.Open(AuthRoom.OAuth(Issuer) with { HighestAccess = AccessLevel.Read });
        Assert.Contains("scope=\"redis:read\"", (await room.RefuseAsync()).Challenge, StringComparison.Ordinal);
        Assert.Equal(["redis:read"], Document(room).GetProperty("scopes_supported").EnumerateArray().Select(scope => scope.GetString()));
    }

    [Fact]
    public void A02_metadata_of_the_protected_resource()
    {
        using var room = AuthRoom.Open(AuthRoom.OAuth(Issuer + "/realms/one/"));
        Assert.Equal(
            """{"resource":"https://redis.example.com/mcp","authorization_servers":["https://login.example.com/realms/one/"],"scopes_supported":["redis:read","redis:write","redis:admin"],"bearer_methods_supported":["header"],"resource_name":"mcp-redis"}""",
            Document(room).GetRawText());
    }

    [Theory]
    [InlineData("Read", "Write", "redis:read redis:write")]
    [InlineData("Read", "Full", "redis:read redis:write redis:admin")]
    [InlineData("Write", "Full", "redis:read redis:write redis:admin")]
    [InlineData("Write", "Write", null)]
    [InlineData("Full", "Read", null)]
    public void A07_step_up_names_all_scopes_a_call_takes_at_once(string has, string needs, string? scopes)
    {
        using var room = AuthRoom.Open(AuthRoom.OAuth(Issuer));
        var refused = room.Authenticator.StepUp(new Principal("oauth:0123abcd:alice", new Grant { Access = Enum.Parse<AccessLevel>(has) }), Enum.Parse<AccessLevel>(needs));
        Assert.Equal(scopes is null ? null : 403, refused?.Status);
        Assert.Equal(
            scopes is null ? null : $"Bearer resource_metadata=\"https://redis.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"{scopes}\", "
                + "error=\"insufficient_scope\", error_description=\"The call needs a scope that the token does not hold.\"",
            refused?.Challenge);
    }

    [Fact]
    public void No_step_up_where_no_scope_would_help()
    {
        using var room = AuthRoom.Open(AuthRoom.OAuth(Issuer) with { HighestAccess = AccessLevel.Write });
        Assert.Null(room.Authenticator.StepUp(new Principal("oauth:0123abcd:alice", new Grant { Access = AccessLevel.Read }), AccessLevel.Full));
        Assert.Null(room.Authenticator.StepUp(new Principal("ci", new Grant { Access = AccessLevel.Read }), AccessLevel.Write));
    }

    [Fact]
    public void Options_say_nothing_of_themselves() => Assert.DoesNotContain(AuthRoom.Token, Static.ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var mistakes = AuthRoom.Mistakes(new()
        {
            AuthToken = "S3cret",
            TokensFile = "/nowhere/tokens.json",
            OAuthIssuer = "http://login.example.com",
            OAuthJwks = "file:///etc/keys",
            PublicUrl = "redis.example.com",
        });
        Assert.Equal(["public-url", "oauth-jwks", "oauth-issuer", "auth-token", "tokens-file"], mistakes.Select(mistake => mistake.Split(':')[0]));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("S3cret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://login.example.com", null, "oauth-issuer: needs public-url")]
    [InlineData("https://login.example.com?tenant=1", AuthRoom.PublicUrl, "oauth-issuer: expected")]
    [InlineData("https://login.example.com#x", AuthRoom.PublicUrl, "oauth-issuer: expected")]
    [InlineData("https://me@login.example.com", AuthRoom.PublicUrl, "oauth-issuer: expected")]
    [InlineData(" https://login.example.com", AuthRoom.PublicUrl, "oauth-issuer: expected")]
    [InlineData("login", AuthRoom.PublicUrl, "oauth-issuer: expected")]
    public void Issuers_that_are_none(string issuer, string? publicUrl, string mistake) => Assert.StartsWith(
        mistake, Assert.Single(AuthRoom.Mistakes(new() { OAuthIssuer = issuer, PublicUrl = publicUrl })), StringComparison.Ordinal);

    [Fact]
    public void Keys_without_an_issuer_are_a_mistake() =>
        Assert.StartsWith("oauth-jwks: is of no use", Assert.Single(AuthRoom.Mistakes(new() { OAuthJwks = "https://login.example.com/keys" })), StringComparison.Ordinal);

    private static JsonElement Document(AuthRoom room) => JsonElement.Parse(room.Authenticator.Metadata!.Value.Span);
}
