using Testcontainers.Redis;

namespace McpRedis.Tests.Support;

/// <summary>
/// A plain server through Testcontainers. Compiled only with <c>-p:UseTestcontainers=true</c>, where the package can be had; the run
/// of this repository's own CI cannot have it and never compiles this file.
/// </summary>
internal static class TestcontainersServer
{
    public static async Task<SharedServer> StartAsync()
    {
        RedisContainer container = new RedisBuilder().WithImage("redis:8").Build();
        await container.StartAsync(TestTimeout.Token());
        return new SharedServer(container.GetMappedPublicPort(RedisBuilder.RedisPort), null, null, container);
    }
}
