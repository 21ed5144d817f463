using McpRedis.Auth;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Auth;

/// <summary>An authenticator on a clock that the test moves, its log kept.</summary>
internal sealed class AuthRoom : IDisposable
{
    /// <summary>As <c>mcp-redis token</c> makes them.</summary>
    public const string Token = "0Zr7Rr3bQmA1kXo9v-Yc2uWq5JtHs8EdLfNgTiPz_6M";

    public const string PublicUrl = "https://redis.example.com/mcp";

    private AuthRoom(AuthOptions options)
    {
        Time.Advance(TimeSpan.FromDays(20_000));
        var mistakes = new List<string>();
        Authenticator = Authenticator.Open(options, Time, Log, mistakes) ?? throw new InvalidOperationException(string.Join('\n', mistakes));
    }

    public ManualTime Time { get; } = new();

    public LogLines Log { get; } = new();

    public Authenticator Authenticator { get; }

    public static AuthRoom Open(AuthOptions options) => new(options);

    public static AuthOptions OAuth(string issuer, string? jwks = null) => new()
    {
        OAuthIssuer = issuer,
        OAuthJwks = jwks,
        PublicUrl = PublicUrl,
        Connections = ["default", "staging"],
    };

    /// <summary>What is wrong with the options.</summary>
    public static IReadOnlyList<string> Mistakes(AuthOptions options)
    {
        var mistakes = new List<string>();
        using var authenticator = Authenticator.Open(options, new ManualTime(), new LogLines(), mistakes);
        Assert.Equal(mistakes.Count > 0, authenticator is null);
        return mistakes;
    }

    /// <summary>Asks with these Authorization headers.</summary>
    public async Task<AuthResult> AskAsync(params string[] headers) => await Authenticator.AuthenticateAsync(headers, TestTimeout.Token());

    public async Task<AuthResult.Accepted> AcceptAsync(string token) => Assert.IsType<AuthResult.Accepted>(await AskAsync("Bearer " + token));

    public async Task<AuthResult.Refused> RefuseAsync(params string[] headers) => Assert.IsType<AuthResult.Refused>(await AskAsync(headers));

    public void Dispose() => Authenticator.Dispose();
}
