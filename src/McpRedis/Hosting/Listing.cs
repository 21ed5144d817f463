using McpRedis.Catalogue;
using McpRedis.Pipeline;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>What is listed for callers with one access level and one set of connections, whatever keys are open to them: their views share it.</summary>
/// <param name="catalogue">What is listed.</param>
/// <param name="isLimited">There are connections that are not open to these callers.</param>
/// <param name="connections">Theirs, to ask which module families there are.</param>
/// <param name="time">Clock.</param>
internal sealed class Listing(ToolCatalogue catalogue, bool isLimited, ConnectionRegistry connections, TimeProvider time)
{
    public ToolCatalogue Catalogue { get; } = catalogue;

    public WireTools Tools { get; } = new(catalogue);

    public ArgumentFilter Arguments { get; } = new(catalogue, isLimited);

    public ModuleListing Modules { get; } = new(catalogue, connections, time);
}
