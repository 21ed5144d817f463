using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// Why a connection does not come about, found out by one of our own: reach, TLS, login, PING and ECHO. The library may wait
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
        string[][] login = options.Password is null ? [] : [options.User is { } user ? ["AUTH", user, options.Password] : ["AUTH", options.Password]];
        string[][] commands = [.. login, ["PING"], ["ECHO", "mcp-redis"]];
        foreach (string[] command in commands)
        {
            string text = $"*{command.Length}\r\n" + string.Concat(command.Select(part => $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n"));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            // One small packet: +OK, +PONG, the echo, or -CODE and a sentence.
            var reply = new byte[512];
            int length = await stream.ReadAsync(reply, cancellationToken);
            string line = Encoding.UTF8.GetString(reply, 0, length);
            if (line.StartsWith("-NOPERM", StringComparison.Ordinal))
            {
                return ConnectionFault.OfRight(options, command[0]);
            }
            if (line.StartsWith('-'))
            {
                return command[0] == "AUTH" ? ConnectionFault.OfLogin(options, line) : RedisFaults.FromReply(line, "PING");
            }
        }
        return null;
    }
}
