using System.Reflection;

namespace McpRedis.Catalogue;

/// <summary>Name and version, as clients and servers are told.</summary>
internal static class ProductInfo
{
    public const string Name = "mcp-redis";

    public const string Title = "Redis";

    /// <summary>Version of the build without its source revision: <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        (typeof(ProductInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}
