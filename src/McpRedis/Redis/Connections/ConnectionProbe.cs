using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        using var socket = endpoint is null ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (endpoint is null
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(options.SocketPath!), patience.Token)
                : socket.ConnectAsync(endpoint.Host, endpoint.Port, patience.Token));
            Stream stream = new NetworkStream(socket);
            if (options.Tls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(TlsOptions(options, endpoint!.Host), patience.Token);
                stream = tls;
            }
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

    private static SslClientAuthenticationOptions TlsOptions(ConnectionOptions options, string host)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = options.TlsHost ?? host };
        if (options.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The operator asked for it by a name that says what it is.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.CaFile is { } ca)
        {
            tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(ca);
        }
        if (options.CertFile is { } certificate)
        {
            tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, options.KeyFile)];
        }
        return tls;
    }
}
