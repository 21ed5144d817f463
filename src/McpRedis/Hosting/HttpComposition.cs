using McpRedis.Faults;
using McpRedis.Http;
using McpRedis.Redis;

namespace McpRedis.Hosting;

/// <summary>Joins the HTTP face to the rest of the program.</summary>
internal static class HttpComposition
{
    /// <param name="composition">The program.</param>
    /// <param name="ownHosts">Names the platform gives this server.</param>
    /// <param name="isMeasured">All is left to the SDK's server, which measures what it does.</param>
    public static HttpWiring Wiring(Composition composition, IReadOnlyList<string> ownHosts, bool isMeasured = false) => new(
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
            await connection.Bind(null, ["PING"], connection.Access, new CommandTrace()).ExecuteAsync(RedisCommand.Of("PING"), cancellationToken);
            return true;
        }
        catch (Fault)
        {
            return false;
        }
    }
}
