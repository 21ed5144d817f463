using McpRedis.Tests.Support;
using StackExchange.Redis;
using static McpRedis.Tests.Compat.ClientServers;

namespace McpRedis.Tests.Compat;

/// <summary>Blocks the thread pool of this process, so no other test may run beside it.</summary>
[CollectionDefinition(nameof(ClientStarvationTests), DisableParallelization = true)]
public sealed class StarvationAlone;

[Collection(nameof(ClientStarvationTests))]
public sealed class ClientStarvationTests(ClientServers servers) : IClassFixture<ClientServers>
{
    // What the receive thread is for: with receives on the pool, replies would wait for the callers who wait for them.
    // Few enough callers that the pool outgrows them within the guard: the client's own queue of unsent commands needs a
    // pool thread now and then, whatever the transport does.
    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    [InlineData(Transport.Tls)]
    public async Task Callers_that_block_pool_threads_are_served(Transport transport)
    {
        const int Callers = 30;
        const int CallsEach = 100;
        await using var client = await servers.ConnectAsync(transport, RedisProtocol.Resp2);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < CallsEach; i++)
            {
                database.StringIncrement(key);
            }
        })));

        Assert.Equal(Callers * CallsEach, await database.StringGetAsync(key));
    }
}
