namespace McpRedis.Catalogue;

/// <summary>Families of tools, switched on and off together. A new family adds one line here.</summary>
internal enum Toolset
{
    Connections,
    Keys,
    Strings,
    Server,
}
