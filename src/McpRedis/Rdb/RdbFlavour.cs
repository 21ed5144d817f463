namespace McpRedis.Rdb;

/// <summary>Whose numbers the bytes use: 22 and 243 mean different things to the two, so a payload never travels without its flavour.</summary>
internal enum RdbFlavour : byte
{
    Redis,
    Valkey,
}
