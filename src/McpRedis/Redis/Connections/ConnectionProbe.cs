using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// Why a connection does not come about, found out by one of our own: reach, TLS, login, one PING. The library may wait
/// out its whole connect timeout over a port that refused at once, and forgets the reason while it tries again.
/// </summary>
internal static class ConnectionProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>Null when nothing is wrong, or nobody has said anything yet.</summary>
    public static async Task<Fault?> WhyAsync(ConnectionOptions options)
    {
        var tries = options.SocketPath is not null ? [TryAsync(options, null)] : options.Endpoints.Select(endpoint => TryAsync(options, endpoint)).ToArray();
        var faults = await Task.WhenAll(tries);
        return faults.Contains(null) ? null : faults.FirstOrDefault();
    }

    private static async Task<Fault?> TryAsync(ConnectionOptions options, RedisEndpoint? endpoint)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            EndPoint target = endpoint is null ? new UnixDomainSocketEndPoint(options.SocketPath!) : new DnsEndPoint(endpoint.Host, endpoint.Port);
            await using var stream = await DirectStream.OpenAsync(options, target, patience.Token);
            // A sentinel has users of its own.
            return options.Kind == ConnectionKind.Sentinel ? null : await GreetAsync(stream, options, patience.Token);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or CryptographicException)
        {
            return ConnectionFault.Of(options, e);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static async Task<Fault?> GreetAsync(Stream stream, ConnectionOptions options, CancellationToken cancellationToken)
    {
        string[][] commands = options.Password is null ? [["PING"]]
            : [options.User is { } user ? ["AUTH", user, options.Password] : ["AUTH", options.Password], ["PING"]];
        foreach (string[] command in commands)
        {
            string text = $"*{command.Length}\r\n" + string.Concat(command.Select(part => $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n"));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            // One small packet: +OK, +PONG, or -CODE and a sentence.
            var reply = new byte[512];
            int length = await stream.ReadAsync(reply, cancellationToken);
            string line = Encoding.UTF8.GetString(reply, 0, length);
            // A user who may not PING has logged in all the same.
            if (line.StartsWith('-') && !line.StartsWith("-NOPERM", StringComparison.Ordinal))
            {
                return command[0] == "AUTH" ? ConnectionFault.OfLogin(options, line) : RedisFaults.FromReply(line, "PING");
            }
        }
        return null;
    }
}
