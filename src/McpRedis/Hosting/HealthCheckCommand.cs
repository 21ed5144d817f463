using System.Globalization;
using System.Net;
using McpRedis.Http;

namespace McpRedis.Hosting;

/// <summary>
/// <c>mcp-redis healthcheck</c>: whether the server of this machine lives, for container engines that ask by running a command. It reads where
/// to ask from the same environment and file as the server; what else is wrong with the configuration is the server's to say.
/// </summary>
internal static class HealthCheckCommand
{
    // With the start of this process it stays below the 3 seconds after which most engines give up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(Startup startup, CancellationToken cancellationToken)
    {
        var address = Address(startup.Configuration.Options.Http.Listen);
        string said;
        try
        {
            // A proxy of the environment is for other addresses than this machine's.
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return ExitCode.Ok;
            }
            said = string.Create(CultureInfo.InvariantCulture, $"answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException)
        {
            said = "cannot be reached";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            said = "does not answer within 2 s";
        }
        Console.Error.WriteLine($"mcp-redis: {address} {said}.");
        return ExitCode.Failed;
    }

    /// <summary>Where to ask a server that listens there: an address for all of a family is reached by that family's loopback.</summary>
    internal static Uri Address(ListenAddress listen)
    {
        var address = listen.Address is not { } given || given.Equals(IPAddress.Any) ? IPAddress.Loopback
            : given.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : given;
        return new UriBuilder("http", address.ToString(), listen.Port, Health.Live).Uri;
    }
}
