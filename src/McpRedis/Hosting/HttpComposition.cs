using McpRedis.Auth;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Http;
using McpRedis.Redis;

namespace McpRedis.Hosting;

/// <summary>Joins the HTTP face to the rest of the program.</summary>
internal static class HttpComposition
{
    // One list for all: a fence is kept for each.
    private static readonly string[] Ping = ["PING"];

    /// <summary>Who may call, as the options say.</summary>
    public static AuthOptions Auth(ServerOptions options, IEnumerable<string> connections) => new()
    {
        AuthToken = options.Http.AuthToken,
        TokensFile = options.Http.TokensFile,
        OAuthIssuer = options.Http.OAuthIssuer,
        OAuthJwks = options.Http.OAuthJwks,
        PublicUrl = options.Http.PublicUrl,
        HighestAccess = Enum.Parse<AccessLevel>(options.Access, ignoreCase: true),
        Connections = [.. connections],
    };

    /// <param name="composition">The program.</param>
    /// <param name="authenticator">Who is calling.</param>
    /// <param name="ownHosts">Names the platform gives this server.</param>
    /// <param name="isMeasured">All is left to the SDK's server, which measures what it does.</param>
    public static HttpWiring Wiring(Composition composition, Authenticator authenticator, IReadOnlyList<string> ownHosts, bool isMeasured = false) => new(
        authenticator,
        (caller, tool) => composition.Local.Catalogue.Find(tool) is { ByCommand: false } known ? authenticator.StepUp(caller.Principal, GuardPolicy.LowestAccess(known.Risk)) : null,
        caller => composition.View(caller.Principal.Grant).Options,
        composition,
        cancellationToken => PingAsync(composition, cancellationToken),
        composition.Subscriptions.End,
        composition.Subscriptions.EndSessionAsync,
        ownHosts)
    {
        Quick = isMeasured ? null : caller => composition.View(caller.Principal.Grant).Quick,
    };

    // The first connection is the one the deployment is for; another that is down is told of in its own calls.
    private static async Task<bool> PingAsync(Composition composition, CancellationToken cancellationToken)
    {
        var connection = composition.Connections.All[0];
        try
        {
            await connection.Bind(null, Ping, connection.Access, new CommandTrace()).ExecuteAsync(RedisCommand.Of("PING"), cancellationToken);
            return true;
        }
        catch (Fault)
        {
            return false;
        }
    }
}
