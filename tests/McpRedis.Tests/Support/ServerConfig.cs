namespace McpRedis.Tests.Support;

/// <summary>The configuration file of a private server. A file, not arguments: CONFIG REWRITE and sentinels want one.</summary>
internal static class ServerConfig
{
    public static IEnumerable<string> Lines(ServerSettings settings, RedisServerProcess server)
    {
        yield return "bind 127.0.0.1";
        yield return $"dir \"{server.DataDirectory}\"";
        yield return server.Certificates is null ? $"port {server.Port}" : "port 0";
        if (!settings.Sentinel)
        {
            yield return "save \"\"";
            yield return "appendonly no";
        }
        if (server.SocketPath is not null)
        {
            yield return $"unixsocket \"{server.SocketPath}\"";
        }
        if (settings.Password is not null)
        {
            yield return $"requirepass \"{settings.Password}\"";
            yield return $"{(settings.Sentinel ? "sentinel sentinel-pass" : "masterauth")} \"{settings.Password}\"";
        }
        if (server.Certificates is { } certificates)
        {
            yield return $"tls-port {server.Port}";
            yield return $"tls-cert-file \"{certificates.ServerCertFile}\"";
            yield return $"tls-key-file \"{certificates.ServerKeyFile}\"";
            yield return $"tls-ca-cert-file \"{certificates.CaFile}\"";
            yield return $"tls-auth-clients {(settings.TlsClientCertificate ? "yes" : "no")}";
        }
        if (settings.Cluster)
        {
            yield return "cluster-enabled yes";
            yield return "cluster-node-timeout 30000"; // a busy machine is no failure; who waits for one says how long
            yield return $"cluster-port {server.ClusterBusPort}"; // by default port + 10000, which may be taken
            yield return "cluster-announce-ip 127.0.0.1";
        }
        foreach (string line in settings.Config)
        {
            yield return line;
        }
    }
}
