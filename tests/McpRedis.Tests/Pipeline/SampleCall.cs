using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Pipeline;

/// <summary>Calls of tools there are, for filters that are looked at alone.</summary>
internal static class SampleCall
{
    public static CallRecord Of(string tool = "redis_key_get", string? arguments = null) => new(
        new CallRequest(ToolCatalogue.All.Single(t => t.Name == tool), arguments is null ? null : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)),
        new NoServices());

    public static CallNext Answer(string json, ErrorCode? code = null) => (_, _) => new(new CallOutcome(Encoding.UTF8.GetBytes(json), code, null));

    public static CallNext Throw(Exception exception) => (_, _) => throw exception;

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
