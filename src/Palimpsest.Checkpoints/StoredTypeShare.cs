namespace Palimpsest.Checkpoints;

/// <summary>How many tensors of a file are stored in one type, and how many bytes they take.</summary>
public sealed record StoredTypeShare(StoredType Type, int TensorCount, long LengthBytes);
