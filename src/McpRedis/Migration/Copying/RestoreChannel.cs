using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>A connection to one master of the target with RESTOREs on their way.</summary>
internal sealed class RestoreChannel(MasterNode node, RespPipeline pipeline, string? runId)
{
    public MasterNode Node => node;

    public RespPipeline Pipeline => pipeline;

    /// <summary>Which process answered; null where it does not tell.</summary>
    public string? RunId => runId;
}
