using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpRedis.Tests.Support;

/// <summary>
/// A certificate authority of this run and what it signed, as PEM files: <c>ca.crt</c>, <c>server.crt/.key</c> (localhost,
/// 127.0.0.1, ::1) and <c>client.crt/.key</c>.
/// </summary>
internal sealed class TestCertificates
{
    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddHours(-1);
    private readonly string _folder;

    public TestCertificates(string folder, string serverName = "localhost")
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mcp-redis test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(_from, _from.AddDays(2));
        File.WriteAllText(CaFile, _authority.ExportCertificatePem());
        Issue("server", serverName, "1.3.6.1.5.5.7.3.1");
        Issue("client", "client", "1.3.6.1.5.5.7.3.2");
    }

    public string CaFile => Path.Combine(_folder, "ca.crt");

    public string ServerCertFile => Path.Combine(_folder, "server.crt");

    public string ServerKeyFile => Path.Combine(_folder, "server.key");

    public string ClientCertFile => Path.Combine(_folder, "client.crt");

    public string ClientKeyFile => Path.Combine(_folder, "client.key");

    /// <summary>For SslStream: trust our authority and nothing else, and expect <paramref name="host"/>.</summary>
    public SslClientAuthenticationOptions ClientOptions(string host)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = policy,
            ClientCertificates = [X509Certificate2.CreateFromPemFile(ClientCertFile, ClientKeyFile)],
        };
    }

    private void Issue(string name, string host, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using X509Certificate2 certificate = request.Create(_authority, _from, _from.AddDays(1), RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(Path.Combine(_folder, $"{name}.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
