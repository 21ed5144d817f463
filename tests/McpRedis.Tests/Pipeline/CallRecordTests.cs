using McpRedis.Guard;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Pipeline;

public sealed class CallRecordTests
{
    // What outlives its call (jobs) is asked for by the name of whoever asks, which a tool must not have to guess.
    [Fact]
    public void Tool_can_take_who_calls_it()
    {
        var ada = new Principal("ada", new Grant());
        var request = SampleCall.Of("redis_key_get").Request with { Principal = ada };
        var services = new CallRecord(request, SampleCall.Of("redis_key_get"));
        Assert.Same(ada, services.GetService(typeof(Principal)));
        Assert.Same(Principal.Local, SampleCall.Of("redis_key_get").GetService(typeof(Principal)));
    }
}
