namespace McpRedis.Rdb;

/// <summary>What a file holds that can be carried elsewhere.</summary>
internal enum RdbRecordKind : byte
{
    Key,

    /// <summary>A library of functions; its value is the source as a string.</summary>
    Function,

    /// <summary>What a module keeps beside keys; its value begins with the module's id.</summary>
    ModuleAux,
}
