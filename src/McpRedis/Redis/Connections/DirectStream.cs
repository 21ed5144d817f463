using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace McpRedis.Redis.Connections;

/// <summary>A byte stream to a server past the client library, with the TLS the operator asked for; nobody has logged in on it yet.</summary>
internal static class DirectStream
{
    /// <exception cref="SocketException">Not reached.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate was not accepted.</exception>
    public static async Task<Stream> OpenAsync(ConnectionOptions options, EndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            stream = new FairStream(socket);
            if (options.Tls)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(TlsOptions(options, HostOf(endpoint)), cancellationToken);
            }
            return stream;
        }
        catch
        {
            socket.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
            throw;
        }
    }

    private static string HostOf(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint name => name.Host,
        IPEndPoint address => address.Address.ToString(),
        _ => "",
    };

    private static SslClientAuthenticationOptions TlsOptions(ConnectionOptions options, string host)
    {
        // As the library does: the one host that was configured, else the node's own.
        var tls = new SslClientAuthenticationOptions { TargetHost = options.TlsHost ?? (options.Endpoints.Count == 1 ? options.Endpoints[0].Host : host) };
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
