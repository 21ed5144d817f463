namespace McpRedis.Tools.Lists;

/// <summary>The two ends of a list: Redis calls them LEFT and RIGHT.</summary>
internal enum ListSide
{
    Head,
    Tail,
}
