using System.Buffers.Binary;
using System.Globalization;

namespace Palimpsest.Checkpoints.Pickle;

/// <summary>
/// Interprets the pickle instructions that tensors need, on a stack of plain data. It can execute nothing: names are looked up in
/// <see cref="PickleGlobals"/> and what they do is written in <see cref="PickleCalls"/>. There is no recursion, and memory grows with the
/// number of instructions read only.
/// </summary>
/// <param name="storage">Turns a persistent id into a storage; null where none may occur.</param>
internal sealed class PickleInterpreter(PickleInput input, Func<PickleTuple, TorchStorage>? storage = null)
{
    /// <summary>Full training checkpoints with optimizer state need about 200 000.</summary>
    private const int MaximumInstructions = 4_000_000;

    private const int HighestProtocol = 5;

    /// <summary>Stands for memo slots that were skipped.</summary>
    private static readonly object Unfilled = new();

    private readonly PickleCalls _calls = new(input);
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];

    /// <summary>Reads one pickle up to its STOP and returns what it describes.</summary>
    public object? Run()
    {
        for (int count = 0; count < MaximumInstructions; count++)
        {
            var opcode = (PickleOpcode)input.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            Execute(opcode);
        }

        throw input.Fault($"more than {MaximumInstructions} instructions: no checkpoint needs that many");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: ReadProtocol(); break;
            case PickleOpcode.Frame: ReadFrame(); break;
            case PickleOpcode.Mark: _marks.Add(_stack.Count); break;
            case PickleOpcode.Pop: PopOrUnmark(); break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.Dup: Push(Peek()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.EmptyTuple: Push(PickleTuple.Empty); break;
            case PickleOpcode.EmptySet: Push(PickleOpaque.Set); break;
            case PickleOpcode.Tuple: Push(new PickleTuple(PopToMark())); break;
            case PickleOpcode.Tuple1: Push(new PickleTuple(Pop(1))); break;
            case PickleOpcode.Tuple2: Push(new PickleTuple(Pop(2))); break;
            case PickleOpcode.Tuple3: Push(new PickleTuple(Pop(3))); break;
            case PickleOpcode.List: Push(new List<object?>(PopToMark())); break;
            case PickleOpcode.Dict: PushDict(); break;
            case PickleOpcode.FrozenSet: PopToMark(); Push(PickleOpaque.Set); break;
            case PickleOpcode.AddItems: PopToMark(); Peek<PickleOpaque>("ADDITEMS"); break;
            case PickleOpcode.Append: { object? item = Pop(); Peek<List<object?>>("APPEND").Add(item); break; }
            case PickleOpcode.Appends: { object?[] items = PopToMark(); Peek<List<object?>>("APPENDS").AddRange(items); break; }
            case PickleOpcode.SetItem: { object?[] pair = Pop(2); SetItems(Peek<PickleDict>("SETITEM"), pair); break; }
            case PickleOpcode.SetItems: { object?[] pairs = PopToMark(); SetItems(Peek<PickleDict>("SETITEMS"), pairs); break; }
            case PickleOpcode.Global: PushGlobal(input.Line(), input.Line()); break;
            case PickleOpcode.StackGlobal: { object?[] names = Pop(2); PushGlobal(names[0] as string, names[1] as string); break; }
            case PickleOpcode.Reduce: { object?[] call = Pop(2); Push(_calls.Call(call[0], call[1])); break; }
            case PickleOpcode.NewObj: { object?[] call = Pop(2); Push(_calls.New(call[0], call[1])); break; }
            case PickleOpcode.Build: { object? state = Pop(); _calls.SetState(Peek(), state); break; }
            case PickleOpcode.BinPersId: Push(LoadStorage(Pop())); break;
            case PickleOpcode.Put: Memoize(ParseIndex(input.Line())); break;
            case PickleOpcode.BinPut: Memoize(input.Byte()); break;
            case PickleOpcode.LongBinPut: Memoize((long)input.Number(4)); break;
            case PickleOpcode.Memoize: Memoize(_memo.Count); break;
            case PickleOpcode.Get: PushMemo(ParseIndex(input.Line())); break;
            case PickleOpcode.BinGet: PushMemo(input.Byte()); break;
            case PickleOpcode.LongBinGet: PushMemo((long)input.Number(4)); break;
            default: PushLiteral(opcode); break;
        }
    }

    private void PushLiteral(PickleOpcode opcode)
    {
        Push(opcode switch
        {
            PickleOpcode.None => null,
            PickleOpcode.NewTrue => true,
            PickleOpcode.NewFalse => false,
            PickleOpcode.Int => ParseInt(input.Line()),
            PickleOpcode.Long => ParseLong(input.Line()),
            PickleOpcode.BinInt => (long)(int)input.Number(4),
            PickleOpcode.BinInt1 => (long)input.Byte(),
            PickleOpcode.BinInt2 => (long)input.Number(2),
            PickleOpcode.Long1 => LittleEndianInteger(input.Byte()),
            PickleOpcode.Long4 => LittleEndianInteger((uint)input.Number(4)),
            PickleOpcode.Float => ParseFloat(input.Line()),
            PickleOpcode.BinFloat => BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(input.Number(8))),
            PickleOpcode.ShortBinUnicode => input.Utf8(input.Byte()),
            PickleOpcode.BinUnicode => input.Utf8(input.Number(4)),
            PickleOpcode.BinUnicode8 => input.Utf8(input.Number(8)),
            // Python 2 wrote its byte strings, which torch's keys then were, with these.
            PickleOpcode.ShortBinString => input.Utf8(input.Byte()),
            PickleOpcode.BinString => input.Utf8(input.Number(4)),
            PickleOpcode.ShortBinBytes => SkipBytes(input.Byte()),
            PickleOpcode.BinBytes => SkipBytes(input.Number(4)),
            PickleOpcode.BinBytes8 => SkipBytes(input.Number(8)),
            _ => throw input.Fault($"the pickle instruction 0x{(byte)opcode:x2} is not allowed, because tensors do not need it"),
        });
    }

    private void ReadProtocol()
    {
        int protocol = input.Byte();
        if (protocol > HighestProtocol)
        {
            throw input.Fault($"pickle protocol {protocol} is unknown");
        }
    }

    private void ReadFrame()
    {
        ulong length = input.Number(8);
        if (length > (ulong)input.Remaining)
        {
            throw input.Fault($"a frame of {length} bytes is announced, but {input.Remaining} are left");
        }
    }

    /// <summary>Byte strings are never looked into, so they are only stepped over.</summary>
    private PickleOpaque SkipBytes(ulong count)
    {
        input.Skip(count);
        return PickleOpaque.Bytes;
    }

    private void PushGlobal(string? module, string? name)
    {
        if (module is null || name is null)
        {
            throw input.Fault("a global's name is not a text");
        }

        Push(PickleGlobals.Find(module, name)
            ?? throw input.Fault($"it wants to use '{module}.{name}', which is not on the list of names that tensors need and could run code"));
    }

    private TorchStorage LoadStorage(object? id) => id is PickleTuple tuple && storage is not null
        ? storage(tuple)
        : throw input.Fault("a persistent id does not describe a storage");

    private void PushDict()
    {
        object?[] pairs = PopToMark();
        var dict = new PickleDict();
        SetItems(dict, pairs);
        Push(dict);
    }

    private void SetItems(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            throw input.Fault("a dictionary gets a key without a value");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (!PickleDict.CanBeKey(pairs[i]))
            {
                throw input.Fault("a dictionary gets a key of a type that cannot be one");
            }

            dict.Set(pairs[i]!, pairs[i + 1]);
        }
    }

    private void Push(object? value) => _stack.Add(value);

    /// <summary>The top of the stack, which must not lie below the last mark.</summary>
    private object? Peek()
    {
        RequireItems(1);
        return _stack[^1];
    }

    private T Peek<T>(string instruction)
        where T : class => Peek() as T ?? throw input.Fault($"{instruction} is applied to a value of the wrong type");

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Pop(int count)
    {
        RequireItems(count);
        return Take(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw input.Fault("a mark is needed, but none was set");
        }

        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Take(mark);
    }

    private void PopOrUnmark()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }
        else
        {
            Pop();
        }
    }

    private object?[] Take(int start)
    {
        var values = new object?[_stack.Count - start];
        _stack.CopyTo(start, values, 0, values.Length);
        _stack.RemoveRange(start, values.Length);
        return values;
    }

    private void RequireItems(int count)
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        if (_stack.Count - floor < count)
        {
            throw input.Fault("an instruction takes more values than there are");
        }
    }

    private void Memoize(long index)
    {
        // Each slot takes at least one byte of pickle to fill, so a higher number is a way to ask for memory.
        if (index > input.Position)
        {
            throw input.Fault($"memo slot {index} is higher than any that could have been filled by here");
        }

        while (_memo.Count <= index)
        {
            _memo.Add(Unfilled);
        }

        _memo[(int)index] = Peek();
    }

    private void PushMemo(long index)
    {
        if (index >= _memo.Count || ReferenceEquals(_memo[(int)index], Unfilled))
        {
            throw input.Fault($"memo slot {index} is used before it is filled");
        }

        Push(_memo[(int)index]);
    }

    private long ParseIndex(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint index) ? index : throw input.Fault($"'{text}' is not a memo slot");

    /// <summary>INT also writes the booleans, as 00 and 01.</summary>
    private object ParseInt(string text) => text switch
    {
        "00" => false,
        "01" => true,
        _ => ParseLong(text),
    };

    private object ParseLong(string text) =>
        long.TryParse(text.AsSpan().TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : throw input.Fault($"'{text}' is not a whole number of 64 bits");

    private object ParseFloat(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw input.Fault($"'{text}' is not a number");

    /// <summary>A two's complement number. Up to 128 bits, since the legacy format's magic number has 80.</summary>
    private object LittleEndianInteger(uint bytes)
    {
        if (bytes > 16)
        {
            throw input.Fault($"a whole number of {bytes} bytes is announced; at most 16 are supported");
        }

        var value = (Int128)0;
        for (int i = 0; i < bytes; i++)
        {
            value |= (Int128)input.Byte() << (8 * i);
        }

        int unused = 128 - 8 * (int)bytes;
        value = bytes == 0 ? 0 : value << unused >> unused;
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }
}
