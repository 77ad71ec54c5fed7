namespace Palimpsest.Checkpoints.Pickle;

/// <summary>
/// The allow-list: every module and name that a weight file may mention. It is the list of webui's restricted unpickler (modules/safe.py
/// refuses the rest of Python likewise), plus what current torch and numpy write for the same harmless things.
/// </summary>
internal static class PickleGlobals
{
    /// <summary>torch's storage classes and dtypes; newer dtypes have no storage class.</summary>
    private static readonly (string Storage, string DType, StoredType Type)[] TorchTypes =
    [
        ("DoubleStorage", "float64", StoredType.F64),
        ("FloatStorage", "float32", StoredType.F32),
        ("HalfStorage", "float16", StoredType.F16),
        ("BFloat16Storage", "bfloat16", StoredType.BF16),
        ("", "float8_e4m3fn", StoredType.F8_E4M3),
        ("", "float8_e5m2", StoredType.F8_E5M2),
        ("", "float8_e8m0fnu", StoredType.F8_E8M0),
        ("ComplexFloatStorage", "complex64", StoredType.C64),
        ("LongStorage", "int64", StoredType.I64),
        ("IntStorage", "int32", StoredType.I32),
        ("ShortStorage", "int16", StoredType.I16),
        ("CharStorage", "int8", StoredType.I8),
        ("", "uint64", StoredType.U64),
        ("", "uint32", StoredType.U32),
        ("", "uint16", StoredType.U16),
        ("ByteStorage", "uint8", StoredType.U8),
        ("BoolStorage", "bool", StoredType.BOOL),
    ];

    private static readonly Dictionary<(string Module, string Name), PickleGlobal> Allowed = Build();

    public static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault((module, name));

    private static Dictionary<(string Module, string Name), PickleGlobal> Build()
    {
        var allowed = new Dictionary<(string Module, string Name), PickleGlobal>();

        void Allow(string module, string name, PickleGlobalKind kind, StoredType? type = null) =>
            allowed.Add((module, name), new PickleGlobal($"{module}.{name}", kind, type));

        Allow("collections", "OrderedDict", PickleGlobalKind.OrderedDict);
        Allow("torch.nn.modules.container", "ParameterDict", PickleGlobalKind.ParameterDict);
        Allow("torch._utils", "_rebuild_tensor", PickleGlobalKind.RebuildTensor);
        Allow("torch._utils", "_rebuild_tensor_v2", PickleGlobalKind.RebuildTensor);
        Allow("torch._utils", "_rebuild_tensor_v3", PickleGlobalKind.RebuildTensorWithType);
        Allow("torch._utils", "_rebuild_parameter", PickleGlobalKind.RebuildParameter);
        Allow("torch", "Size", PickleGlobalKind.TupleOfSizes);
        Allow("torch", "device", PickleGlobalKind.Device);
        Allow("_codecs", "encode", PickleGlobalKind.CodecsEncode);
        Allow("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint", PickleGlobalKind.Inert);
        Allow("pytorch_lightning.callbacks", "model_checkpoint", PickleGlobalKind.Inert);
        foreach (string builtins in (string[])["__builtin__", "builtins"])
        {
            Allow(builtins, "set", PickleGlobalKind.Set);
            Allow(builtins, "frozenset", PickleGlobalKind.Set);
        }

        Allow("numpy", "dtype", PickleGlobalKind.NumpyObject);
        Allow("numpy", "ndarray", PickleGlobalKind.Inert);
        foreach (string numpy in (string[])["numpy.core.multiarray", "numpy._core.multiarray"])
        {
            Allow(numpy, "scalar", PickleGlobalKind.NumpyObject);
            Allow(numpy, "_reconstruct", PickleGlobalKind.NumpyObject);
        }

        foreach ((string storage, string dtype, StoredType type) in TorchTypes)
        {
            if (storage.Length > 0)
            {
                Allow("torch", storage, PickleGlobalKind.Storage, type);
            }

            Allow("torch", dtype, PickleGlobalKind.DType, type);
        }

        Allow("torch", "UntypedStorage", PickleGlobalKind.Storage);
        Allow("torch.storage", "UntypedStorage", PickleGlobalKind.Storage);
        return allowed;
    }
}
