using System.Security.Cryptography;
using System.Text;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Running;

/// <summary>Where a connection leads, as a digest: to be compared, not to be read.</summary>
internal static class ConnectionPlace
{
    public static string Of(ConnectionOptions options)
    {
        string place = $"{options.Kind} {options.SocketPath} {options.SentinelService} {string.Join(' ', options.Endpoints.Select(end => $"{end.Host}:{end.Port}"))} {options.Database}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 16));
    }
}
