namespace McpRedis.Rdb;

/// <summary>How a string is stored.</summary>
internal enum RdbStringForm : byte
{
    Raw,
    Integer,
    Lzf,
}
