using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running.Engines;

/// <summary>All an engine works with.</summary>
/// <param name="Plan">One that can be carried out.</param>
/// <param name="Source">Declared <see cref="CopyEngines.SourceCommands"/>.</param>
/// <param name="Target">Declared <see cref="CopyEngines.TargetCommands"/>.</param>
/// <param name="Commands">The target for single commands: declared <see cref="CopyEngines.TargetCommands"/>, too.</param>
/// <param name="Options">What is taken, and how hard it works.</param>
/// <param name="Journal">Takes down what another process must know.</param>
/// <param name="Time">Clock.</param>
internal sealed record EngineInput(MigrationPlan Plan, IBulkGateway Source, IBulkGateway Target, IRedisGateway Commands, CopyOptions Options, MigrationJournal Journal, TimeProvider Time);
